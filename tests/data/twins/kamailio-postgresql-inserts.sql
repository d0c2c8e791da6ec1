--
-- PostgreSQL database dump
--

\restrict I1h8qBlH2UUVovwxaUy7HNHpRHZwyh890mnyNSfYpL2GBAbuxHtcTibj58eGTgV

-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: acc_cdrs; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.acc_cdrs (
    id integer NOT NULL,
    start_time timestamp without time zone DEFAULT '2000-01-01 00:00:00'::timestamp without time zone NOT NULL,
    end_time timestamp without time zone DEFAULT '2000-01-01 00:00:00'::timestamp without time zone NOT NULL,
    duration real DEFAULT 0 NOT NULL,
    src_user character varying(64) DEFAULT ''::character varying NOT NULL,
    dst_user character varying(64) DEFAULT ''::character varying NOT NULL,
    callid character varying(255) DEFAULT ''::character varying NOT NULL
);


ALTER TABLE public.acc_cdrs OWNER TO postgres;

--
-- Name: acc_cdrs_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.acc_cdrs_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.acc_cdrs_id_seq OWNER TO postgres;

--
-- Name: acc_cdrs_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.acc_cdrs_id_seq OWNED BY public.acc_cdrs.id;


--
-- Name: missed_calls; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.missed_calls (
    id integer NOT NULL,
    callid character varying(255)
);


ALTER TABLE public.missed_calls OWNER TO postgres;

--
-- Name: acc_cdrs id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.acc_cdrs ALTER COLUMN id SET DEFAULT nextval('public.acc_cdrs_id_seq'::regclass);


--
-- Data for Name: acc_cdrs; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public.acc_cdrs VALUES (1, '2015-06-03 10:00:00', '2015-06-03 10:03:01', 181.25, '05011110001', '0312345678', 'a1@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (2, '2015-06-03 11:00:00', '2015-06-03 11:01:00', 60.999, '05011110001', '09012345678', 'a2@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (3, '2015-06-03 12:00:00', '2015-06-03 12:01:30', 90, '+81312345678', '05011110001', 'a3@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (4, '2015-06-03 13:00:00', '2015-06-03 13:00:10', 10.5, '05011110001', '05011110002', 'a4@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (5, '2015-06-03 14:00:00', '2015-06-03 14:00:00', 0, '05011110001', '0312345678', 'a5@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (6, '2015-06-03 15:00:00', '2015-06-03 15:03:00', 180, '05011110002', '0312345678', 'it''s\6@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (7, '2015-06-03 10:00:00', '2015-06-03 10:03:01', 181.25, '05011110001', '0312345678', 'a1@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (8, '2015-06-03 16:00:00', '2015-06-03 16:00:30', 30.001, 'anonymous', '05011110001', 'a8@192.0.2.1');
INSERT INTO public.acc_cdrs VALUES (9, '2015-06-30 23:59:59', '2015-07-01 00:01:00', 61, '05011110002', '01012125551234', 'a9@192.0.2.1');


--
-- Data for Name: missed_calls; Type: TABLE DATA; Schema: public; Owner: postgres
--

INSERT INTO public.missed_calls VALUES (1, 'a
INSERT INTO public.acc_cdrs VALUES (1,2,3,4,5,6,7);');


--
-- Name: acc_cdrs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.acc_cdrs_id_seq', 1, false);


--
-- Name: acc_cdrs acc_cdrs_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.acc_cdrs
    ADD CONSTRAINT acc_cdrs_pkey PRIMARY KEY (id);


--
-- Name: missed_calls missed_calls_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.missed_calls
    ADD CONSTRAINT missed_calls_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict I1h8qBlH2UUVovwxaUy7HNHpRHZwyh890mnyNSfYpL2GBAbuxHtcTibj58eGTgV

