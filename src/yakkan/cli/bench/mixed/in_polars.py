"""The mixed month in Polars: lazy frames, the streaming engine, integers only; written for this one tariff."""

from datetime import date, datetime, time, timedelta

import polars as pl

from yakkan.cli.bench.contest import CameTo, Setting

_DAY_OFF = {date(2015, 5, day) for day in (3, 4, 5, 6)}
_LOCAL, _MOBILE = "voice|out|fixed|||", "voice|out|mobile|||"
_IP050, _ABROAD = "voice|out|ip050|||", "voice|out|international|US||"
_PACKET = "packet|out|||DEUE2|"
_ENTRIES = [
    ("bench-home", _LOCAL, "local", "standard"),
    ("bench-home", _MOBILE, "mobile", "standard"),
    ("bench-home", _IP050, "ip050", "standard"),
    ("bench-home", _ABROAD, "abroad", "export_exempt"),
    ("ocn-dotphone", _LOCAL, "domestic-fixed", "standard"),
    ("ocn-dotphone", _MOBILE, "mobile", "standard"),
    ("ocn-dotphone", _IP050, "ip050", "standard"),
    ("ocn-dotphone", _ABROAD, "international-us", "export_exempt"),
    ("world-wing", _PACKET, "packet-de-o2", "out_of_scope"),
]
_LINE = ["account", "contract", "service", "entry", "tax_class", "records", "quantity", "yen"]
_CLASS, _USED = pl.col("usage_class"), pl.col("quantity")


def _ceil(quantity: pl.Expr, per: int | pl.Expr) -> pl.Expr:
    return (quantity + per - 1) // per


def _most(quantity: pl.Expr, most: int | pl.Expr) -> pl.Expr:
    return pl.min_horizontal(quantity, pl.lit(most) if isinstance(most, int) else most)


def _least(quantity: pl.Expr, least: int | pl.Expr) -> pl.Expr:
    return pl.max_horizontal(quantity, pl.lit(least) if isinstance(least, int) else least)


def _bands() -> pl.LazyFrame:
    """Where each band for local calls begins; and of the two after it where they begin, and their units."""
    starts: list[tuple[datetime, str, int]] = []
    for number in range(34):
        day = date(2015, 4, 30) + timedelta(days=number)
        at = datetime.combine(day, time.min)
        off = day.isoweekday() >= 6 or day in _DAY_OFF
        pieces = [(0, "off", 240)] if off else [(0, "night", 240), (8, "day", 180), (23, "night", 240)]
        for hour, band, per in pieces:
            if not starts or starts[-1][1] != band:
                starts.append((at + timedelta(hours=hour), band, per))
    rows = [
        (starts[i][0], starts[i][2], starts[i + 1][0], starts[i + 1][2], starts[i + 2][0], starts[i + 2][2])
        for i in range(len(starts) - 2)
    ]
    names = ["since", "per", "until", "per_2", "until_2", "per_3"]
    return pl.LazyFrame(rows, schema=names, orient="row").set_sorted("since")


class InPolars:
    """Lazy frames in Polars."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def run(self) -> CameTo:
        """Works the month out."""
        folder = self.setting.folder
        contracts = pl.scan_parquet(folder / "contracts.parquet")
        holders = contracts.group_by("contract", "service").agg(
            pl.col("account", "plan", "options").first(), pl.col("start").min()
        )
        charged = _charges(_sums(pl.scan_parquet(folder / "usage.parquet"), contracts), holders)
        sums, charges, holders = charged
        incoming = _incoming(sums, charges, holders)
        lines = _lines(charges, holders, incoming)
        taxes = lines.group_by("account", "tax_class").agg(base=pl.col("yen").sum())
        taxes = taxes.with_columns(
            tax=pl.when(pl.col("tax_class") == "standard").then(pl.col("base") * 8 // 100).otherwise(0)
        )
        yen = pl.col("yen")
        of_lines = lines.group_by("entry").agg(lines=pl.len(), amount=yen.sum(), more=(yen * yen).sum())
        of_tax = taxes.group_by(entry="tax of " + pl.col("tax_class")).agg(
            lines=pl.len(), amount=pl.col("tax").sum(), more=pl.col("base").sum()
        )
        return {row[0]: (row[1], row[2], row[3]) for row in [*of_lines.rows(), *of_tax.rows()]}

    def close(self) -> None:
        """Nothing is open."""


def _sums(usage: pl.LazyFrame, contracts: pl.LazyFrame) -> pl.DataFrame:
    """What each contract, number and kind of usage comes to, in 1/10,000 yen."""
    placed = usage.select("record_id", "number", "usage_class", "started_at", "quantity").join(
        contracts.select("number", "contract", "service", "start", "end"), on="number"
    )
    placed = placed.filter(
        (pl.col("started_at") >= pl.col("start").cast(pl.Datetime("us")))
        & ((pl.col("end").dt.year() == 9999) | (pl.col("started_at") < pl.col("end").cast(pl.Datetime("us"))))
    )
    limited = (pl.col("service") == "bench-home") & _CLASS.is_in([_LOCAL, _MOBILE])
    rest = placed.filter(~limited).with_columns(amount=_amount())
    keys = ["contract", "service", "number", "usage_class"]
    parts = [
        rest.select(*keys, "quantity", "amount"),
        _limited(placed.filter(limited)).select(*keys, "quantity", "amount"),
    ]
    return pl.concat(
        [
            part.group_by(keys).agg(
                records=pl.len().cast(pl.Int64), quantity=_USED.sum(), amount=pl.col("amount").sum()
            )
            for part in parts
        ]
    ).collect(engine="streaming")


def _amount() -> pl.Expr:
    of_dotphone = pl.col("service") == "ocn-dotphone"
    abroad = 102_500 + 300_000 * _ceil(_most(_USED, 60), 60) + 23_700 * ((_least(_USED, 60) - 55) // 6)
    return (
        pl.when(_CLASS.is_in([_LOCAL, _IP050])).then(80_000 * _ceil(_USED, 180))
        .when(_CLASS == _MOBILE).then(160_000 * _ceil(_USED, 60))
        .when(_CLASS == _PACKET).then(500_000 * _ceil(_most(_USED, 50), 50) + 2_000 * (_least(_USED, 50) - 50))
        .when((_CLASS == _ABROAD) & of_dotphone).then(90_000 * _ceil(_USED, 60))
        .when(_CLASS == _ABROAD).then(1_000 * _ceil(_most(abroad, 2_000_000), 1_000))
        .otherwise(0)
    )  # fmt: skip


def _limited(calls: pl.LazyFrame) -> pl.LazyFrame:
    """Calls that the allowance covers in their order, the local ones split where another band begins."""
    ordered = calls.sort("contract", "started_at", "record_id")
    left = 1_800 - (_USED.cum_sum().over("contract") - _USED)
    covered = ordered.with_columns(free=_most(_least(left, 0), _USED))
    mobile = covered.filter(_CLASS == _MOBILE).with_columns(amount=24_000 * _ceil(_USED - pl.col("free"), 6))
    local = covered.filter(_CLASS == _LOCAL).sort("started_at")
    split = local.join_asof(_bands(), left_on="started_at", right_on="since", strategy="backward").with_columns(
        over=_most(_USED, (pl.col("until") - pl.col("started_at")).dt.total_seconds()),
        over_2=_most(_USED, (pl.col("until_2") - pl.col("started_at")).dt.total_seconds()),
    )
    over, over_2, free = pl.col("over"), pl.col("over_2"), pl.col("free")
    units = (
        _ceil(_least(over - free, 0), pl.col("per"))
        + _ceil(over_2 - _least(over, _most(free, over_2)), pl.col("per_2"))
        + _ceil(_USED - _least(over_2, free), pl.col("per_3"))
    )
    kept = ["contract", "service", "number", "usage_class", "quantity", "amount"]
    return pl.concat([mobile.select(kept), split.with_columns(amount=90_000 * units).select(kept)])


def _charges(sums: pl.DataFrame, holders: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The sums, the charges in whole yen, and who holds the contracts."""
    entries = pl.DataFrame(_ENTRIES, schema=["service", "usage_class", "entry", "tax_class"], orient="row")
    used = (
        sums.join(entries, on=["service", "usage_class"])
        .group_by("contract", "service", "entry", "tax_class")
        .agg(pl.col("records").sum(), _USED.sum(), yen=pl.col("amount").sum() // 10_000)
    )
    held = holders.collect(engine="streaming")
    return (
        sums,
        used.join(held.select("contract", "service", "account"), on=["contract", "service"]).select(_LINE),
        held,
    )


def _incoming(sums: pl.DataFrame, charges: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """The discount for incoming calls: whole minutes by number, rounded up once a pool, domestic charges first."""
    whose = pl.when(pl.col("plan") == "").then(pl.col("contract")).otherwise(pl.col("plan"))
    pools = holders.filter(pl.col("service") != "world-wing").select("account", "contract", "service", pool=whose)
    earned = (
        sums.filter(_CLASS.is_in(["voice|in|fixed|||", "voice|in|mobile|||"]))
        .group_by("contract", "service", "number")
        .agg(units=_USED.sum() // 60)
        .join(pools, on=["contract", "service"])
        .group_by("pool")
        .agg(amount=_ceil(pl.col("units").sum() * 5_000, 10_000))
    )
    keys = ["pool", "account", "contract", "service", "tax_class"]
    domestic = pl.col("tax_class") == "standard"
    cells = charges.join(pools, on=["account", "contract", "service"]).group_by(keys).agg(base=pl.col("yen").sum())
    cells = cells.with_columns(
        side=pl.col("base").sum().over("pool", "tax_class"),
        domestic=pl.col("base").filter(domestic).sum().over("pool"),
    ).join(earned, on="pool")
    left = pl.when(domestic).then(pl.col("amount")).otherwise(_least(pl.col("amount") - pl.col("domestic"), 0))
    cells = cells.with_columns(taken=_most(pl.col("side"), left)).filter((pl.col("side") > 0) & (pl.col("taken") > 0))
    product = pl.col("taken") * pl.col("base")
    cells = cells.with_columns(share=product // pl.col("side"), remainder=product % pl.col("side"))
    cells = cells.sort(["pool", "tax_class", "remainder", "contract"], descending=[False, False, True, False])
    over = pl.col("taken") - pl.col("share").sum().over("pool", "tax_class")
    turn = pl.int_range(pl.len()).over("pool", "tax_class")
    return cells.with_columns(yen=pl.col("share") + (turn < over).cast(pl.Int64)).filter(pl.col("yen") > 0)


def _lines(charges: pl.DataFrame, holders: pl.DataFrame, incoming: pl.DataFrame) -> pl.DataFrame:
    """Every line of the month."""
    home, standard = pl.col("service") == "bench-home", pl.lit("standard")
    opened = pl.col("start") >= date(2015, 5, 1)
    days = pl.when(opened).then((date(2015, 6, 1) - pl.col("start")).dt.total_days()).otherwise(31)
    fees = [
        (holders.filter(pl.col("service") != "world-wing"), "monthly",
         pl.when(home).then(1_700).otherwise(280) * days // 31),
        (holders.filter(home & (pl.col("options") == "call-waiting")), "call-waiting", pl.lit(300)),
        (holders.filter(home & opened), "installation", pl.lit(800)),
    ]  # fmt: skip
    none = pl.lit(0, pl.Int64)
    parts = [charges]
    for whose, entry, yen in fees:
        made = whose.with_columns(
            entry=pl.lit(entry), tax_class=standard, records=none, quantity=none, yen=yen.cast(pl.Int64)
        )
        parts.append(made.select(_LINE))
    parts.append(
        incoming.with_columns(entry=pl.lit("incoming-call"), records=none, quantity=none, yen=-pl.col("yen")).select(
            _LINE
        )
    )
    taken = incoming.select("contract", "service", "tax_class", taken="yen")
    abroad = charges.filter(pl.col("entry") == "abroad").join(
        taken, on=["contract", "service", "tax_class"], how="left"
    )
    tenth = _most(pl.col("yen") // 10, pl.col("yen") - pl.col("taken").fill_null(0))
    tenths = abroad.with_columns(entry=pl.lit("abroad-tenth"), records=none, quantity=none, yen=-tenth)
    parts.append(tenths.filter(pl.col("yen") < 0).select(_LINE))
    return pl.concat(parts)
