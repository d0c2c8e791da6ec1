"""Issued documents: the very bytes that went out, kept as evidence and found by day, amount and partner."""

from django.db import models

from yakkan.apps.records.models.grant import APPEND


class IssuedDocument(models.Model):
    """A document as it was issued: exactly these bytes are handed out whenever it is asked for.

    `subject` is what it is a document of (of the kind `bill` the bill's id). The rest is there to find it by, as the
    document itself says it: whose it is (`name`: as it is printed), the day of issue, the amount in whole yen.
    """

    grant = APPEND

    kind = models.TextField()
    subject = models.TextField()
    language = models.TextField()
    format = models.TextField()
    content = models.BinaryField()
    sha256 = models.TextField()
    made_at = models.DateTimeField()
    customer = models.TextField()
    name = models.TextField()
    account = models.TextField()
    day = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "language", "format"], name="records_document_once"),
            models.CheckConstraint(
                condition=models.Q(
                    sha256=models.Func(
                        models.Func("content", function="sha256", output_field=models.BinaryField()),
                        models.Value("hex"),
                        function="encode",
                        output_field=models.TextField(),
                    )
                ),
                name="records_document_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "subject"], name="records_document_day"),
            models.Index(fields=["amount", "day"], name="records_document_amount"),
            models.Index(fields=["customer", "day"], name="records_document_customer"),
            models.Index(fields=["account", "day"], name="records_document_account"),
        ]
