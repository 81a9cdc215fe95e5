"""Every address names whom it is for: with one of the decorators of web.access, outermost."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

AUDIENCES = {"visitor", "signed_in", "client", "specialist", "staff"}
AREAS = {"client": {"client", "signed_in"}, "specialist": {"specialist"}, "staff": {"staff"}}


def addresses(patterns: Iterable[URLPattern | URLResolver], area: str = "") -> Iterator[tuple[str, str, object]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, str(each.namespace or area))
        else:
            yield area, f"{area}:{each.name}", each.callback


def nameless(found: Iterable[tuple[str, str, object]]) -> list[str]:
    return [name for _, name, view in found if getattr(view, "audience", None) not in AUDIENCES]


# Whoever would like to practise is no specialist yet: the way in is open to everybody with an account.
WAYS_IN = {"specialist:apply": {"signed_in"}}


def misplaced(found: Iterable[tuple[str, str, object]]) -> list[str]:
    """Pages of a cabinet that let in others than those whose cabinet it is."""
    return [
        name
        for area, name, view in found
        if area in AREAS
        and getattr(view, "audience", None) not in AREAS[area] | WAYS_IN.get(name.partition("_")[0], set())
    ]


def everything() -> list[tuple[str, str, object]]:
    return list(addresses(get_resolver().url_patterns))


def test_every_address_names_its_audience() -> None:
    assert nameless(everything()) == []
    assert len(everything()) > 10


def test_a_cabinet_is_open_to_its_owners_only() -> None:
    assert misplaced(everything()) == []


def test_a_page_for_nobody_is_found() -> None:
    def page() -> None: ...

    assert nameless([("client", "client:page", page)]) == ["client:page"]
    page.audience = "visitor"  # type: ignore[attr-defined]
    assert misplaced([("client", "client:page", page)]) == ["client:page"]
