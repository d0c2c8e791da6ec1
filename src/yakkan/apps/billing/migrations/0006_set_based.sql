-- The rules of migration 0002, unchanged; what checking them costs grows with the run, not with its square.
--
-- To the planner, a table that is being filled looks empty, and a join with an empty table may read all of it for each
-- row. So there is no join here: from each header its own rows are counted by their index, whatever the tables hold.
--
-- That the bills of a run add up is checked by the deferred trigger of the run, for all of them in one query. None is
-- left out: a bill is only added while its run says that it has more, and a run that was checked has all of them.

CREATE OR REPLACE FUNCTION public.no_more_than_said() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
-- TG_ARGV: the header's table, its key, its count; the key's column in this table is called like the header's key.
DECLARE
    wrong text;
BEGIN
    EXECUTE format(
        'SELECT touched.%2$I FROM (SELECT DISTINCT %2$I FROM added) touched'
        ' WHERE coalesce((SELECT count(*) FROM public.%4$I kept WHERE kept.%2$I = touched.%2$I)'
        ' > (SELECT header.%3$I FROM public.%1$I header WHERE header.%2$I = touched.%2$I), true) LIMIT 1',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], TG_TABLE_NAME) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%: nothing can be added to % of %', TG_TABLE_NAME, wrong, TG_ARGV[0]
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.the_run_is_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    IF (SELECT count(*) FROM public.billing_bill WHERE run = NEW.run) <> NEW.bill_count
        OR (SELECT count(*) FROM public.billing_parkedbill WHERE run = NEW.run) <> NEW.parked_count THEN
        RAISE EXCEPTION 'the run % has not all its bills', NEW.run USING ERRCODE = 'check_violation';
    END IF;
    SELECT said.bill, CASE WHEN lines.add_up THEN 'taxes' ELSE 'lines' END AS rows INTO wrong
        FROM public.billing_bill said,
        LATERAL (
            SELECT count(*) = said.line_count AND coalesce(sum(line.yen), 0) = said.before_tax
                AND coalesce(sum(cited.number), 0) = coalesce(sum(line.citation_count), 0) AS add_up
            FROM public.billing_billline line,
            LATERAL (SELECT count(*) AS number FROM public.billing_linecitation c WHERE c.line = line.line) cited
            WHERE line.bill = said.bill
        ) lines,
        LATERAL (
            SELECT count(*) = said.tax_count AND coalesce(sum(tax.base), 0) = said.before_tax
                AND coalesce(sum(tax.tax), 0) = said.tax AS add_up
            FROM public.billing_billtax tax WHERE tax.bill = said.bill
        ) taxes
        WHERE said.run = NEW.run AND NOT (lines.add_up AND taxes.add_up)
        ORDER BY said.bill LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the % of % do not add up to it', wrong.rows, wrong.bill USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER adds_up ON public.billing_bill;
DROP FUNCTION public.the_bill_adds_up();
