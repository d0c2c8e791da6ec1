-- A line that waited stands on a bill once, as it waited: same account, contract, amount and tax.
--
-- It is once because `origin` and `line` are unique. A run that was confirmed has a row here for each of its refunds: so
-- nobody gets a refund that did not wait for him, and none that stands elsewhere already.

CREATE FUNCTION public.as_it_waited() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.billing_waitingline waiting
        JOIN public.billing_billline line ON line.line = NEW.line AND line.bill = NEW.bill AND line.kind = 'refund'
        JOIN public.billing_bill bill ON bill.bill = line.bill
        WHERE waiting.origin = NEW.origin AND line.entry = waiting.origin
            AND (bill.account, line.contract, line.yen, line.tax_class, line.tax_percent)
                = (waiting.account, waiting.contract, waiting.yen, waiting.tax_class, waiting.tax_percent)
            AND bill.month >= waiting.first_month
    ) THEN
        RAISE EXCEPTION 'the line % is not the one that waited as %', NEW.line, NEW.origin
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.the_refunds_waited() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong text;
BEGIN
    SELECT line.line INTO wrong FROM public.billing_bill bill
        JOIN public.billing_billline line ON line.bill = bill.bill AND line.kind = 'refund'
        WHERE bill.run = NEW.run
            AND NOT EXISTS (SELECT FROM public.billing_waitedline stands WHERE stands.line = line.line)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the refund % did not wait for its bill', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE INDEX billing_line_refund ON public.billing_billline (bill) WHERE kind = 'refund';
CREATE TRIGGER as_it_waited AFTER INSERT ON public.billing_waitedline
    FOR EACH ROW EXECUTE FUNCTION public.as_it_waited();
CREATE CONSTRAINT TRIGGER refunds_waited AFTER INSERT ON public.billing_billrun DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.the_refunds_waited();
