-- Whose line is withdrawn gets a payout of exactly its yen: not one yen more, none is lost, and none twice.

CREATE FUNCTION public.paid_out_instead() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.incidents_payout payout,
            LATERAL (SELECT sum(-waiting.yen) AS yen, min(waiting.account) AS first, max(waiting.account) AS last
                FROM public.billing_withdrawnline withdrawn
                JOIN public.billing_waitingline waiting ON waiting.origin = withdrawn.origin
                WHERE withdrawn.instead = NEW.instead) lines
        WHERE payout.payout = NEW.instead AND payout.yen = lines.yen
            AND (lines.first, lines.last) = (payout.account, payout.account)
    ) THEN
        RAISE EXCEPTION 'what % is paid out instead of the line % does not add up', NEW.instead, NEW.origin
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER paid_out AFTER INSERT ON public.billing_withdrawnline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.paid_out_instead();
