-- What is issued is complete, adds up, and stays as it is.
--
-- A header says how many rows belong to it (a bill its lines and taxes, a line its citations, a journal its entries, a
-- run its bills). Two rules follow:
--   no_more_than_said   at once, for a whole statement: no row for a header that is not there, none beyond its count;
--   the_..., deferred   when the transaction ends: all of them are there, and their sums are the header's.
-- So a header that was committed has all its rows, and there is no room for another. This holds under every isolation
-- level: who sees a committed header sees its rows; who does not see it is refused.

CREATE FUNCTION public.no_more_than_said() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
-- TG_ARGV: the header's table, its key, its count; the key's column in this table is called like the header's key.
DECLARE
    wrong text;
BEGIN
    EXECUTE format(
        'SELECT touched.%2$I FROM (SELECT DISTINCT %2$I FROM added) touched'
        ' LEFT JOIN public.%1$I header ON header.%2$I = touched.%2$I'
        ' WHERE header.%2$I IS NULL'
        ' OR (SELECT count(*) FROM public.%4$I kept WHERE kept.%2$I = touched.%2$I) > header.%3$I LIMIT 1',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], TG_TABLE_NAME) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%: nothing can be added to % of %', TG_TABLE_NAME, wrong, TG_ARGV[0]
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.the_bill_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    lines record;
    taxes record;
    cited bigint;
BEGIN
    SELECT count(*) AS number, coalesce(sum(yen), 0) AS yen, coalesce(sum(citation_count), 0) AS citations
        INTO lines FROM public.billing_billline WHERE bill = NEW.bill;
    SELECT count(*) AS number, coalesce(sum(base), 0) AS base, coalesce(sum(tax), 0) AS tax
        INTO taxes FROM public.billing_billtax WHERE bill = NEW.bill;
    SELECT count(*) INTO cited FROM public.billing_billline line
        JOIN public.billing_linecitation citation ON citation.line = line.line WHERE line.bill = NEW.bill;
    IF lines.number <> NEW.line_count OR lines.yen <> NEW.before_tax OR cited <> lines.citations THEN
        RAISE EXCEPTION 'the lines of % do not add up to it', NEW.bill USING ERRCODE = 'check_violation';
    END IF;
    IF taxes.number <> NEW.tax_count OR taxes.base <> NEW.before_tax OR taxes.tax <> NEW.tax THEN
        RAISE EXCEPTION 'the taxes of % do not add up to it', NEW.bill USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.the_run_is_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM public.billing_bill WHERE run = NEW.run) <> NEW.bill_count
        OR (SELECT count(*) FROM public.billing_parkedbill WHERE run = NEW.run) <> NEW.parked_count THEN
        RAISE EXCEPTION 'the run % has not all its bills', NEW.run USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.the_journal_balances() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    entries record;
BEGIN
    SELECT count(*) AS number, coalesce(sum(yen), 0) AS yen INTO entries
        FROM public.billing_entry WHERE journal = NEW.journal;
    IF entries.number < 2 OR entries.number <> NEW.entry_count OR entries.yen <> 0 THEN
        RAISE EXCEPTION 'the journal % does not balance', NEW.journal USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER complete AFTER INSERT ON public.billing_bill REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('billing_billrun', 'run', 'bill_count');
CREATE TRIGGER complete AFTER INSERT ON public.billing_parkedbill REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('billing_billrun', 'run', 'parked_count');
CREATE TRIGGER complete AFTER INSERT ON public.billing_billline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('billing_bill', 'bill', 'line_count');
CREATE TRIGGER complete AFTER INSERT ON public.billing_billtax REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('billing_bill', 'bill', 'tax_count');
CREATE TRIGGER complete AFTER INSERT ON public.billing_linecitation REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('billing_billline', 'line', 'citation_count');
CREATE TRIGGER complete AFTER INSERT ON public.billing_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('billing_journal', 'journal', 'entry_count');

CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON public.billing_billrun DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.the_run_is_whole();
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON public.billing_bill DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.the_bill_adds_up();
CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON public.billing_journal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.the_journal_balances();
