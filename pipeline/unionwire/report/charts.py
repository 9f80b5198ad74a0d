"""The charts of a report: Altair's Vega-Lite, compiled to Vega, without data.

The page sums up what its reader filters for and hands each chart rows of marks. A mark's row has `key` (what the mark
stands for), `fill` and `shape` (as the page's theme has them) and `tip`. What a reader's theme changes are
parameters: `ink`, `muted`, `grid`, and `active`, the key of the mark that the keyboard is on.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import altair as alt
import vl_convert

_Chart: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_ROUND = [digit * 10**power for power in range(9) for digit in (1, 2, 5)]
# the order of the rows: an axis without one keeps the places of what it showed before
_IN_ORDER = alt.EncodingSortField("rank", op="min")
_THEME = {"ink": "#1b1f24", "muted": "#57606a", "grid": "#e4e7eb", "active": "", "labels": 190}


def specifications() -> dict[str, dict[str, Any]]:
    """All charts by name, as JSON-ready Vega."""
    charts: dict[str, _Chart] = {
        "years": _stack(alt.X("label:O", title=None, sort=_IN_ORDER, axis=_years_axis()), height=170),
        "timeline": _timeline(),
        "span": _span(),
        "standing": _standing(),
        "alignment": _stack(alt.X("label:O", title="election", sort=_IN_ORDER, axis=_years_axis()), height=150),
        "ranges": _ranges(),
        "membership": _membership(),
        "sources": _lying_stack(),
        "confidence": _stack(
            alt.X(
                "label:O", title="confidence, from", sort=_IN_ORDER, axis=alt.Axis(labelAngle=0, labelOverlap="greedy")
            ),
            height=190,
        ),
    }
    return {name: _dressed(chart) for name, chart in charts.items()}


def _dressed(chart: _Chart) -> dict[str, Any]:
    """A chart with the page's theme, as wide as its place."""
    expr = alt.ExprRef
    dressed = (
        chart.properties(width="container", background="transparent")
        .properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .add_params(*(alt.param(name=name, value=value) for name, value in _THEME.items()))
        .configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=expr("muted"),
            titleColor=expr("muted"),
            gridColor=expr("grid"),
            domainColor=expr("grid"),
            tickColor=expr("grid"),
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_axisY(labelLimit=expr("labels"))
        .configure_legend(
            labelColor=expr("muted"), titleColor=expr("muted"), titleFontWeight="normal", labelFontSize=12
        )
    )
    vega: dict[str, Any] = vl_convert.vegalite_to_vega(dressed.to_dict())
    del vega["$schema"]  # an address, which a page that loads nothing need not hold
    return vega


def _marks() -> alt.Chart:
    return alt.Chart(alt.NamedData(name="points"))


def _fill() -> alt.Fill:
    return alt.Fill("fill:N", scale=None)


def _outline(otherwise: str = "transparent") -> dict[str, Any]:
    """The channels that show which mark the keyboard is on."""
    on = "datum.key === active"
    return {
        "stroke": alt.condition(on, alt.value(alt.ExprRef("ink")), alt.value(otherwise)),
        "strokeWidth": alt.condition(on, alt.value(2.5), alt.value(1)),
    }


def _years_axis() -> alt.Axis:
    # below the zero of the other axis, which the first label may reach
    return alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=6, labelPadding=7, ticks=False)


def _dates_axis(**how: Any) -> alt.Axis:  # noqa: ANN401 - whatever Altair takes
    return alt.Axis(labelOverlap="greedy", tickCount=alt.ExprRef("max(3, floor(width / 90))"), **how)


def _count_axis() -> alt.Axis:
    # where there are one or two, the renderer puts a tick between them all the same
    whole = "datum.value % 1 ? '' : datum.label"
    return alt.Axis(tickMinStep=1, tickCount=5, format="~s", labelExpr=whole, domain=False)


def _stack(x: alt.X, height: int) -> _Chart:
    """Standing bars in parts; the order of the rows is the order of the parts."""
    chart: _Chart = (
        _marks()
        .mark_bar(cursor="pointer", cornerRadius=1.5)
        .encode(
            x=x,
            y=alt.Y("n:Q", title=None, stack="zero", axis=_count_axis()),
            order=alt.Order("part:Q"),
            fill=_fill(),
            **_outline(),
        )
        .properties(height=height)
    )
    return chart


def _lying_stack() -> _Chart:
    chart: _Chart = (
        _marks()
        .mark_bar(cursor="pointer", cornerRadius=1.5)
        .encode(
            y=alt.Y("label:N", title=None, sort=_IN_ORDER, axis=alt.Axis(ticks=False, domain=False)),
            x=alt.X("n:Q", title="articles", stack="zero", axis=_count_axis()),
            order=alt.Order("part:Q"),
            fill=_fill(),
            **_outline(),
        )
        .properties(height=alt.Step(24))
    )
    return chart


def _timeline() -> _Chart:
    """A lane a candidate, a point a stretch of time and stance; `from_day` and `to_day` are what is zoomed to."""
    chart: _Chart = (
        _marks()
        .mark_point(filled=True, cursor="pointer", opacity=0.85, clip=True)
        .encode(
            x=alt.X(
                "t:T",
                title=None,
                scale=alt.Scale(
                    type="utc", domainMin=alt.ExprRef("from_day"), domainMax=alt.ExprRef("to_day"), nice=False
                ),
                axis=_dates_axis(orient="top"),
            ),
            y=alt.Y("label:N", title=None, sort=_IN_ORDER, axis=alt.Axis(ticks=False, domain=False, grid=True)),
            size=alt.Size("size:Q", legend=None, scale=alt.Scale(domainMin=0, rangeMin=24, rangeMax=520)),
            shape=alt.Shape("shape:N", scale=None),
            fill=_fill(),
            **_outline(),
        )
        .properties(height=alt.Step(28))
        .add_params(alt.param(name="from_day", value=0), alt.param(name="to_day", value=1))
    )
    return chart


def _span() -> _Chart:
    """All endorsements over time, to drag a stretch out of; the stretch that the timeline shows is shaded."""
    drag = alt.selection_interval(
        name="drag", encodings=["x"], mark=alt.BrushConfig(fill="#888888", fillOpacity=0.25, stroke="#888888")
    )
    x = alt.X("t:T", title=None, scale=alt.Scale(type="utc", nice=False), axis=_dates_axis(grid=False))
    y = alt.Y("n:Q", title=None, axis=None)
    bars = _marks().mark_bar(cursor="crosshair")
    bars = bars.encode(x=x, x2="t2:T", y=y, y2=alt.Y2Datum(0), fill=_fill(), **_outline()).add_params(drag)
    shown = (
        alt.Chart(alt.NamedData(name="window"))
        .mark_rect(opacity=0.16, strokeOpacity=1)
        .encode(x="t:T", x2="t2:T", fill=_fill())
    )
    return alt.layer(bars, shown).properties(height=54)


def _standing() -> _Chart:
    """Unions by candidates, sized by members."""
    chart: _Chart = (
        _marks()
        .mark_point(filled=True, cursor="pointer", opacity=0.9)
        .encode(
            x=alt.X(
                "candidate:N",
                title=None,
                sort=alt.EncodingSortField("column", op="min"),
                axis=alt.Axis(orient="top", labelAngle=-38, labelLimit=150, ticks=False, domain=False, grid=True),
            ),
            y=alt.Y("union:N", title=None, sort=_IN_ORDER, axis=alt.Axis(ticks=False, domain=False, grid=True)),
            size=alt.Size(
                "members:Q",
                scale=alt.Scale(domainMin=0, rangeMin=50, rangeMax=720),
                legend=None,
            ),
            shape=alt.Shape("shape:N", scale=None),
            fill=_fill(),
            **_outline(),
        )
        .properties(height=alt.Step(34), padding={"left": 2, "top": 2, "right": 34, "bottom": 2})
    )
    return chart


def _ranges() -> _Chart:
    """The least, the middle and the greatest size stated of each union, on a scale of tens."""
    x = alt.X(
        "low:Q",
        title="members stated, on a logarithmic scale",
        scale=alt.Scale(type="log", nice=False, padding=14),
        axis=alt.Axis(format="~s", values=_ROUND, labelOverlap="greedy", domain=False, ticks=False),
    )
    y = alt.Y("label:N", title=None, sort=_IN_ORDER, axis=alt.Axis(ticks=False, domain=False))
    bars = alt.Chart().mark_rule(strokeCap="round", cursor="pointer", opacity=0.45, strokeWidth=7)
    bars = bars.encode(x=x, x2="high:Q", y=y, stroke=alt.Stroke("fill:N", scale=None))
    middle = alt.Chart().mark_point(filled=True, size=95, cursor="pointer", opacity=1)
    middle = middle.encode(x=alt.X("mid:Q"), y=y, fill=_fill(), **_outline())
    return alt.layer(bars, middle, data=alt.NamedData(name="points")).properties(height=alt.Step(26))


def _membership() -> _Chart:
    """One union: the stated sizes, a bar from the least to the greatest of each year, a line through the middle."""
    x = alt.X("t:T", title=None, scale=alt.Scale(type="utc", padding=12), axis=_dates_axis(grid=False))
    y_scale = alt.Scale(zero=False, nice=True)
    y_axis = alt.Axis(format="~s", domain=False, tickCount=6)
    # a bar a year and no area, which would state sizes for the years between
    y = alt.Y("low:Q", title=None, scale=y_scale, axis=y_axis)
    band = (
        alt.Chart()
        .mark_rule(strokeWidth=18, opacity=0.45)
        .encode(x=x, y=y, y2="high:Q", stroke=alt.Stroke("fill:N", scale=None))
    )
    line = alt.Chart().mark_line(strokeWidth=1.5).encode(x=x, y="mid:Q", stroke=alt.Stroke("fill:N", scale=None))
    points = (
        _marks()
        .mark_point(filled=True, cursor="pointer", opacity=1)
        .encode(
            x=x,
            y="value:Q",
            size=alt.Size("size:Q", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            fill=_fill(),
            **_outline(),
        )
    )
    return alt.layer(alt.layer(band, line, data=alt.NamedData(name="bands")), points).properties(height=300)
