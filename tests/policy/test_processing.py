import csv
import io
import json
from pathlib import Path

import pytest

from harmonia.policy import (
    CATEGORIES,
    PURPOSES,
    Operator,
    data_map_markdown,
    data_privacy_vocabulary,
    fideslang,
    papers,
    processing_csv,
    processing_json,
    processing_record,
)
from tests.policy.registers import changed

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "privacy"


@pytest.mark.parametrize("name", papers(Operator()))
def test_the_papers_in_docs_are_fresh(name: str) -> None:
    """Else: python -m harmonia.policy docs/privacy"""
    assert (FOLDER / name).read_text() == papers(Operator())[name]


def test_a_purpose_is_a_row_of_the_table_and_no_cell_is_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(processing_csv())))
    assert [row["purpose"] for row in rows] == list(PURPOSES)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert json.loads(processing_json("ru"))[0]["title"] == PURPOSES["identification"].title.ru


def test_a_changed_register_makes_the_page_stale() -> None:
    assert data_map_markdown(changed("retention", "attendance", days=17)) != data_map_markdown()


def test_each_purpose_has_its_row_with_the_data_that_serve_it() -> None:
    rows = processing_record()
    assert [row.purpose for row in rows] == list(PURPOSES)
    for row in rows:
        assert set(row.categories) == {
            key for key, category in CATEGORIES.items() if category.active and row.purpose in category.purposes
        }


def test_the_row_of_open_statistics_tells_of_the_transfer_abroad() -> None:
    row = next(row for row in processing_record() if row.purpose == "open_statistics")
    assert row.abroad == ("google", "yandex")
    assert row.agreements == ("analytics_google", "analytics_yandex")
    assert "emotional_state" not in row.categories


def test_the_record_is_written_in_the_language_asked() -> None:
    assert processing_record(language="kk")[0].title == PURPOSES["identification"].title.kk


def test_fides_reads_a_declaration_for_each_purpose() -> None:
    (system,) = fideslang()["system"]
    mailings = next(each for each in system["privacy_declarations"] if each["name"] == PURPOSES["mailings"].title.en)
    assert len(system["privacy_declarations"]) == len(PURPOSES)
    assert mailings == {
        "name": "Mailings by e-mail and SMS",
        "data_use": "marketing.communications",
        "data_categories": [
            "user.contact",
            "user.contact.email",
            "user.contact.phone_number",
            "user.name",
            "user.settings",
        ],
        "data_subjects": ["consultant", "customer", "employee"],
    }


def test_dpv_reads_a_process_for_each_purpose() -> None:
    graph = data_privacy_vocabulary(Operator())["@graph"]
    rights = next(each for each in graph if each["@id"] == "harmonia:rights")
    assert len(graph) == len(PURPOSES)
    assert (rights["dpv:hasPurpose"], rights["dpv:hasLegalBasis"]) == ("dpv:RightsFulfilment", "dpv:LegalObligation")
    assert rights["dpv:hasDataController"] == "HARMONIA LLP"
    assert "harmonia:emotional_state" not in rights["dpv:hasPersonalData"]
