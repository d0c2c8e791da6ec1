-- A line that waited stands on a bill or was withdrawn, never both.
--
-- Whoever adds to one of the two tables waits for who is adding to the other (the lock `yakkan.bills`, which confirming
-- a run takes as well), so that each sees the other's rows.

CREATE FUNCTION public.on_a_bill_or_withdrawn() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('yakkan.bills', 0));
    SELECT added.origin INTO wrong FROM added
        JOIN public.billing_waitedline stands ON stands.origin = added.origin
        JOIN public.billing_withdrawnline withdrawn ON withdrawn.origin = added.origin LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the line % would stand on a bill and be paid out as well', wrong
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER not_withdrawn AFTER INSERT ON public.billing_waitedline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.on_a_bill_or_withdrawn();
CREATE TRIGGER not_on_a_bill AFTER INSERT ON public.billing_withdrawnline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.on_a_bill_or_withdrawn();
