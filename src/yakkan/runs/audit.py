"""Auditing charges: what was billed for each record held against the terms of its day; no database.

The records come with what any billing system billed for them, or from bills that were issued here (`audit_source`).

OUT/incidents.csv    what was billed wrongly, by which rate, how often, how much (and .parquet)
OUT/affected.csv     特定: who, in which incident, and what each gets back (and .parquet)
OUT/refundable.parquet  each record that was charged too much, and what of it is given back
OUT/presumed.csv     想定: how many more before the records begin, as an interval
OUT/lone.csv         differing records that make no pattern
OUT/quarantine.csv   file, line, reason of each record that could not be held against the terms
OUT/incidents.html   all this to look at, and in Japanese `incidents.ja.html`
OUT/run.json         what it was made from, with which parameters, counts, and the hash of each file

Records that differ are grouped, and rates are fitted to the few distinct amounts of each group; nothing loops over
records. The audited records themselves are not written: they can be derived again.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

import yakkan
from yakkan.correction import affected, audited, naming
from yakkan.correction.family import Pair
from yakkan.correction.incident import Found, Group, Incident, Price, incidents
from yakkan.correction.presumed import HIGH, LOW, Presumed
from yakkan.correction.shape import columns, schema
from yakkan.correction.telling import Before
from yakkan.days import public_holidays
from yakkan.engines import DuckDB, lake
from yakkan.engines.scratch import sweep_temporary
from yakkan.messages import Refused
from yakkan.rating import CONTRACTS
from yakkan.runs import audit_output, audit_prices, audit_published, folder
from yakkan.runs.audit_given import NOTHING, Given, Window
from yakkan.runs.audit_presumed import Evidence, presumed
from yakkan.runs.audit_source import Source
from yakkan.runs.calculation import UNRATED, Facts, Question, price_records, unrated
from yakkan.runs.rate import AtHand, months_of
from yakkan.terms import Book
from yakkan.usage import BILLED_SCHEMA

LONE = 9
"""So many records of a price that no rate explains are lone; more are an incident without a name."""
_PAIRS = 300
_BELONGS = {"value": "int64", "kind": "string", "direction": "string", "rank": "int64", "incident": "string"}
_WORK = "work"


@dataclass(frozen=True)
class AuditInputs:
    """What is audited, and as the terms were known on which day.

    `kept` is a file of the days on which records were kept, by partner or entry; `traffic` one of monthly statistics.
    Without traffic, usage a day before the records begin is taken to be between the two of `ratio` times that in them.
    """

    source: Source
    known_on: date
    traffic: Path | None = None
    ratio: tuple[Fraction, Fraction] = (LOW, HIGH)
    kept: Path | None = None


@dataclass(frozen=True)
class Audit:
    """What an audit found: incidents with what the records show, what is presumed beside them, counts of records.

    `window` are the days of which there are records; `windows` those of an incident, where they are its own.
    """

    book: Book
    found: list[Found]
    presumed: dict[str, Presumed]
    window: Window
    windows: dict[str, Window]
    counts: dict[str, int]
    lone: int = 0
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def before(self) -> dict[str, Before]:
        """What is known of the days before the records, by incident."""
        names = (each.incident.id for each in self.found)
        return {name: Before(self.presumed.get(name), self.windows.get(name)) for name in names}


def audit(book: Book, inputs: AuditInputs, out: Path) -> tuple[Audit, dict[str, Any]]:
    """Audits the files into the new folder `out`; returns what was found and what its `run.json` says.

    Raises Refused or Refusals for a file that is refused whole, or where `out` exists; then nothing is left behind.
    """
    lake.sweep(out.parent)
    sweep_temporary()
    given = Given.read(inputs.traffic, inputs.kept)
    try:
        with lake.written_aside(out) as aside:
            work = aside / _WORK
            work.mkdir()
            at_hand = inputs.source.at_the_door(book, inputs.known_on, work)
            made = audit_at_hand(book, inputs, at_hand, aside, given)
            audit_output.write_presumed(made, aside)
            audit_output.write_pages(made, aside)
            lake.remove(work)
            run = _described(inputs, at_hand, made) | {
                "files": folder.hashes(aside, sorted(file.name for file in aside.iterdir()))
            }
            folder.write_json(aside / folder.RUN, run)
    except FileExistsError as error:
        raise Refused("runs.out_exists", str(out)) from error
    return made, run


def audit_at_hand(book: Book, inputs: AuditInputs, at_hand: AtHand, out: Path, given: Given = NOTHING) -> Audit:
    """Audits what came in at the door, and leaves its tables in `out`, with a folder `work` that is nobody's."""
    work = out / _WORK
    with closing(DuckDB(spill=work / "spill")) as engine:
        return _Job(book, inputs, at_hand, engine).run(work, out, given)


@dataclass
class _Job:
    """One audit, from what came in at the door."""

    book: Book
    inputs: AuditInputs
    at_hand: AtHand
    engine: DuckDB

    def run(self, work: Path, out: Path, given: Given) -> Audit:
        """Works everything out and writes the tables."""
        engine, known_on = self.engine, self.inputs.known_on
        files = [file for each in self.at_hand.taken for file in sorted(each.folder.glob("usage/*/usage.parquet"))]
        billed = engine.read("billed", BILLED_SCHEMA, files)
        contracts = engine.read("contracts", CONTRACTS, [self.at_hand.contracts])
        months = months_of(engine, billed, None)
        question = Question(known_on, months, public_holidays(months))
        priced = price_records(engine, self.book, question, Facts(billed, contracts))
        records = priced.records
        every = audited.audited(records.settled, records.at_once, records.parts, priced.tariff)
        differing = engine.keep("differing", audited.differing(every))
        prices = audit_prices.prices(self.book, priced.tariff)
        made, told = self._incidents(prices, differing)
        asked = audit_published.Asked(every, files, self.at_hand.contracts, question, work)
        published, less = audit_published.incidents(engine, self.book, asked, prices)
        found = told.filter(told.incident != "").select(*audited.FOUND).union(less)
        found = engine.keep("found", found)
        engine.keep("affected", affected.affected(found, priced.rows))
        refundable = affected.refundable(found, priced.rows)
        engine.write(refundable.order_by("incident", "source", "record_id"), out / "refundable.parquet")
        whose = ibis.table(affected.AFFECTED, name="affected")
        shown = self._shown([*made, *published], whose, found)
        lone = told.filter(told.incident == "")
        audit_output.write_tables(engine, shown, whose, out)
        audit_output.write_lone(engine, lone, priced, out)
        refused = engine.read("refused", UNRATED, [self.at_hand.refused])
        unpriced = engine.keep("unrated", unrated(priced))
        quarantine = refused.union(unpriced).order_by("file", "line", "record_id", "reason")
        engine.write_csv(quarantine, out / "quarantine.csv")
        window = self.inputs.source.window() or self._window(billed)
        evidence = Evidence(whose, every, prices, given.windows(shown, window), given.traffic, self.inputs.ratio)
        estimates = presumed(engine, shown, evidence)
        counts = self._counts(engine.count(unpriced), differing)
        apart = {name: of for name, of in evidence.windows.items() if of != window}
        return Audit(self.book, shown, estimates, window, apart, counts, engine.count(lone), self._parameters())

    def _incidents(self, prices: Mapping[int, Price], differing: ir.Table) -> tuple[list[Incident], ir.Table]:
        """The incidents against the terms; the differing records, each with its incident."""
        engine = self.engine
        known = self.inputs.source.known(self.book, self.inputs.known_on)
        pairs = engine.keep("pairs", audited.pairs(differing))
        by_group: dict[Group, list[Pair]] = {}
        for row in engine.rows(audited.sample(pairs, _PAIRS)):
            group = (row["value"], row["kind"], row["direction"])
            by_group.setdefault(group, []).append(Pair(row["charged"], row["billed"], row["records"]))
        named = {
            group: naming.named(
                few, prices[group[0]].shape, audit_prices.origins(self.book, prices[group[0]], group[1], known)
            )
            for group, few in by_group.items()
        }
        shapes = [each.shape for several in named.values() for each in several]
        steps = max((len(shape.steps) for shape in shapes), default=1) or 1
        rows = [
            (*group, rank, *columns(each.shape, steps))
            for group, several in named.items()
            for rank, each in enumerate(several)
        ]
        ranked = engine.put("shapes", {**_head(_BELONGS), **schema(steps)}, rows)
        fitted = engine.keep("fitted", audited.fitted(pairs, ranked, shapes))
        named, left = self._counted(fitted, named)
        made, belongs = incidents(named, left, prices, LONE)
        made = [self._dated(each, known) for each in made]
        belonging = engine.put("belonging", _BELONGS, belongs)
        return made, engine.keep("told", audited.with_incident(differing, fitted, belonging))

    def _counted(
        self, fitted: ir.Table, named: Mapping[Group, list[naming.Named]]
    ) -> tuple[dict[Group, list[naming.Named]], dict[Group, int]]:
        """What was named, with all the records that each shape fits; how many of each group none does."""
        sums = fitted.group_by(*audited.GROUP, "rank").agg(records=fitted.records.sum())
        counts = {
            (row["value"], row["kind"], row["direction"], row["rank"]): row["records"] for row in self.engine.rows(sums)
        }
        of_all = {
            group: [naming.with_records(each, counts.get((*group, rank), 0)) for rank, each in enumerate(several)]
            for group, several in named.items()
        }
        return of_all, {key[:3]: records for key, records in counts.items() if key[3] is None}

    def _dated(self, incident: Incident, known: Sequence[audit_prices.Known]) -> Incident:
        """With the days on which its price is known to have been billed."""
        if incident.named is None:
            return incident
        return audit_prices.dated(incident, audit_prices.period(known, incident.right, incident.named.shape))

    def _shown(self, made: list[Incident], whose: ir.Table, found: ir.Table) -> list[Found]:
        """The incidents with what the records show of them, by what is given back."""
        of = {row.pop("incident"): row for row in self.engine.rows(affected.sums(whose))}
        met: dict[str, list[tuple[str, str, str, int]]] = {}
        for row in self.engine.rows(audited.zones(found)):
            met.setdefault(row["incident"], []).append((row["partner"], row["country"], row["peer"], row["records"]))
        shown = [Found(each, **of[each.id], zones=tuple(met[each.id])) for each in made if each.id in of]
        return sorted(shown, key=lambda each: (-each.refund, -each.under, each.incident.id))

    def _window(self, billed: ir.Table) -> Window:
        row = self.engine.rows(billed.agg(first=billed.started_at.min(), last=billed.started_at.max()))[0]
        return Window(row["first"] and row["first"].date(), row["last"] and row["last"].date())

    def _counts(self, unrated: int, differing: ir.Table) -> dict[str, int]:
        """received = right + over + under + quarantined + duplicate, each counted apart."""
        over = self.engine.count(differing.filter(differing.over > 0))
        under = self.engine.count(differing) - over
        taken = self.at_hand.taken
        counts = {
            "received": sum(each.received for each in taken),
            "right": sum(each.accepted for each in taken) - unrated - over - under,
            "over": over,
            "under": under,
            "quarantined": sum(each.quarantined for each in taken) + unrated,
            "duplicate": sum(each.duplicate for each in taken),
        }
        if counts["received"] != sum(count for name, count in counts.items() if name != "received"):
            raise AssertionError(f"records were lost or counted twice: {counts}")
        return counts

    def _parameters(self) -> dict[str, str]:
        low, high = (str(float(each)) for each in self.inputs.ratio)
        return {"lone": str(LONE), "fewest": str(naming.FEWEST), "usage_low": low, "usage_high": high}


def _head(belongs: Mapping[str, str]) -> dict[str, str]:
    return {name: kind for name, kind in belongs.items() if name != "incident"}


def _described(inputs: AuditInputs, at_hand: AtHand, made: Audit) -> dict[str, Any]:
    return {
        "version": yakkan.__version__,
        "as_known_on": str(inputs.known_on),
        "parameters": made.parameters,
        "counts": made.counts,
        "lone": made.lone,
        "incidents": [each.incident.id for each in made.found],
        "inputs": {
            "traffic": folder.sha256(inputs.traffic) if inputs.traffic else None,
            "kept": folder.sha256(inputs.kept) if inputs.kept else None,
            **inputs.source.described(at_hand),
        },
    }
