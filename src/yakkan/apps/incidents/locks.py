"""The lock that lets one refund after the other be worked out; the database's own rules take it as well."""

REFUNDS = "SELECT pg_advisory_xact_lock(hashtextextended('yakkan.refunds', 0))"
