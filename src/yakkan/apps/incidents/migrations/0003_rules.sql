-- What nobody may do with an incident, whatever program asks.
--
-- Steps come in their order, each once; who approves has neither found nor confirmed it. Records and affected contracts
-- come with the incident, as many as it says, and never later. Money goes back only where it was approved; of a record,
-- over all incidents, never more than was billed less the lower of terms and published price; to a customer, for an
-- incident, the sum rounded up to the yen once. Whoever refunds waits for who is refunding (the lock `yakkan.refunds`),
-- so that two at once see each other's rows.

CREATE FUNCTION public.a_step_in_order() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    steps text[] := ARRAY['found', 'examined', 'confirmed', 'approved', 'refunding', 'closed'];
    taken text[];
BEGIN
    SELECT coalesce(array_agg(step), '{}') INTO taken FROM public.incidents_step
        WHERE incident = NEW.incident AND step <> NEW.step;
    IF NEW.step <> 'closed' AND coalesce(array_length(taken, 1), 0) <> array_position(steps, NEW.step) - 1
        OR 'closed' = ANY(taken) THEN
        RAISE EXCEPTION 'the step % of the incident % is out of order', NEW.step, NEW.incident
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.step = 'approved' AND EXISTS (SELECT FROM public.incidents_step
        WHERE incident = NEW.incident AND step IN ('found', 'confirmed') AND who = NEW.who) THEN
        RAISE EXCEPTION 'the incident % is approved by somebody who found or confirmed it', NEW.incident
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.the_incident_is_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF (SELECT count(*) FROM public.incidents_refundable WHERE incident = NEW.incident) <> NEW.record_count
        OR (SELECT count(*) FROM public.incidents_affected WHERE incident = NEW.incident) <> NEW.affected_count
        OR NOT EXISTS (SELECT FROM public.incidents_step WHERE incident = NEW.incident AND step = 'found') THEN
        RAISE EXCEPTION 'the incident % is not whole', NEW.incident USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.no_record_too_much() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('yakkan.refunds', 0));
    SELECT touched.source, touched.record_id INTO wrong
        FROM (SELECT DISTINCT source, record_id FROM added) touched,
        LATERAL (SELECT sum(units) AS units FROM public.incidents_refundedrecord given
            WHERE (given.source, given.record_id) = (touched.source, touched.record_id)) refunded,
        LATERAL (SELECT min(billed) - min(least(by_terms, coalesce(published, by_terms))) AS units
            FROM public.incidents_refundable known
            WHERE (known.source, known.record_id) = (touched.source, touched.record_id)) most
        WHERE refunded.units > greatest(most.units, 0) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the record % % would be refunded beyond what was charged too much', wrong.source, wrong.record_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.a_refund_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('yakkan.refunds', 0));
    SELECT touched.incident, touched.customer INTO wrong
        FROM (SELECT DISTINCT incident, customer FROM added) touched,
        LATERAL (SELECT sum(yen) * 10000 - sum(units) AS rounding FROM public.incidents_refund given
            WHERE (given.incident, given.customer) = (touched.incident, touched.customer)) refunded
        WHERE refunded.rounding NOT BETWEEN 0 AND 9999
            OR NOT EXISTS (SELECT FROM public.incidents_step step
                WHERE step.incident = touched.incident AND step.step = 'refunding')
            OR EXISTS (SELECT FROM public.incidents_step step
                WHERE step.incident = touched.incident AND step.step = 'closed') LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the refund of % to % does not add up or is not approved', wrong.incident, wrong.customer
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.a_payout_step_in_order() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before text;
    places bigint;
BEGIN
    SELECT count(*), max(step) FILTER (WHERE position = NEW.position - 1) INTO places, before
        FROM public.incidents_payoutstep WHERE payout = NEW.payout AND position < NEW.position;
    IF places <> NEW.position - 1 OR (coalesce(before, 'to_write'), NEW.step) NOT IN (
        ('to_write', 'letter'), ('letter', 'letter'), ('letter', 'details'), ('details', 'details'),
        ('details', 'paid'), ('paid', 'returned'), ('returned', 'letter'), ('returned', 'details')) THEN
        RAISE EXCEPTION 'the step % of the payout % is out of order', NEW.step, NEW.payout
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.a_claim_is_decided_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    decided record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('yakkan.refunds', 0));
    SELECT * INTO decided FROM public.incidents_claim WHERE id = NEW.claim;
    IF decided.who = NEW.who THEN
        RAISE EXCEPTION 'the claim % is decided by who entered it', NEW.claim USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.accepted AND EXISTS (
        SELECT FROM public.incidents_claim other JOIN public.incidents_claimdecision made ON made.claim = other.id
        WHERE made.accepted AND other.id <> NEW.claim
            AND (other.incident, other.contract) = (decided.incident, decided.contract)
            AND other.first <= decided.last AND decided.first <= other.last) THEN
        RAISE EXCEPTION 'days of the claim % were claimed and accepted before', NEW.claim
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE public.incidents_refundedrecord ADD CONSTRAINT incidents_refunded_is_refundable
    FOREIGN KEY (incident, source, record_id) REFERENCES public.incidents_refundable (incident, source, record_id);
ALTER TABLE public.incidents_refundable ADD CONSTRAINT incidents_refundable_is_affected
    FOREIGN KEY (incident, account, contract) REFERENCES public.incidents_affected (incident, account, contract);

CREATE TRIGGER in_order AFTER INSERT ON public.incidents_step
    FOR EACH ROW EXECUTE FUNCTION public.a_step_in_order();
CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON public.incidents_incident DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.the_incident_is_whole();
CREATE TRIGGER complete AFTER INSERT ON public.incidents_refundable REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('incidents_incident', 'incident', 'record_count');
CREATE TRIGGER complete AFTER INSERT ON public.incidents_affected REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_more_than_said('incidents_incident', 'incident', 'affected_count');
CREATE TRIGGER no_more AFTER INSERT ON public.incidents_refundedrecord REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.no_record_too_much();
CREATE TRIGGER adds_up AFTER INSERT ON public.incidents_refund REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.a_refund_adds_up();
CREATE TRIGGER in_order AFTER INSERT ON public.incidents_payoutstep
    FOR EACH ROW EXECUTE FUNCTION public.a_payout_step_in_order();
CREATE TRIGGER decided_once AFTER INSERT ON public.incidents_claimdecision
    FOR EACH ROW EXECUTE FUNCTION public.a_claim_is_decided_once();
