"""Floors: what falls below them is said, and other labels are not compared at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from unionwire.evaluate import Evaluation, Tally, check_floors, fingerprint, load_floors

CHECKOUT = Path(__file__).parents[1]

FLOORS = """
[[labels]]
name = "some labels"
gold_sha256 = "abc"
mean_f1 = 0.5
[labels.f1]
unions = 0.9
candidates = 0.0
membership_counts = 0.0
endorsements = 0.667
relationships = 0.0
breaks = 0.0
[labels.attribute_accuracy]
membership_counts = 0.0
endorsements = 0.5
relationships = 0
"""


def floors_file(folder: Path, content: str = FLOORS) -> Path:
    path = folder / "floors.toml"
    path.write_text(content, encoding="utf-8")
    return path


def evaluation() -> Evaluation:
    return Evaluation(
        {
            "unions": Tally(tp=9, fp=1, fn=1),
            "candidates": Tally(tp=1),
            "membership_counts": Tally(tp=1),
            "endorsements": Tally(tp=2, fp=1, fn=1, attributes_right=1, attributes=2),
            "relationships": Tally(tp=1),
        },
        gold_sha256="abc",
    )


def test_scores_at_their_floors_hold(tmp_path: Path) -> None:
    # 2/3 is shown as 0.667, so a floor of 0.667 taken from the shown score holds.
    assert check_floors(evaluation(), load_floors(floors_file(tmp_path))) == []


def test_each_score_below_its_floor_is_named_with_both_numbers(tmp_path: Path) -> None:
    floors = load_floors(floors_file(tmp_path))
    low = evaluation()
    low.tallies["unions"] = Tally(tp=8, fp=2, fn=2)
    low.tallies["endorsements"].attributes_right = 0
    assert check_floors(low, floors) == [
        "F1 of unions is 0.800, floor 0.900",
        "cycle of endorsements is 0.000, floor 0.500",
    ]
    assert check_floors(Evaluation(gold_sha256="abc"), floors) == [
        "mean F1 is 0.000, floor 0.500",
        "F1 of unions is undefined, floor 0.900",
        "F1 of endorsements is undefined, floor 0.667",
        "cycle of endorsements is undefined, floor 0.500",
    ]


def test_labels_without_floors_give_one_clear_message_and_no_comparison(tmp_path: Path) -> None:
    other = evaluation()
    other.tallies["unions"] = Tally(fn=3)
    other.gold_sha256 = "def"
    (message,) = check_floors(other, load_floors(floors_file(tmp_path)))
    assert "no floors for these labels (SHA-256 def)" in message
    assert "some labels (abc)" in message
    other.gold_sha256 = None
    assert "(SHA-256 unknown)" in check_floors(other, load_floors(floors_file(tmp_path)))[0]


def test_the_set_of_the_labels_scored_is_the_one_that_holds(tmp_path: Path) -> None:
    second = FLOORS.replace("some labels", "others").replace('"abc"', '"def"').replace("unions = 0.9", "unions = 0.1")
    sets = load_floors(floors_file(tmp_path, FLOORS + second))
    assert [(one.name, one.f1["unions"]) for one in sets] == [("some labels", 0.9), ("others", 0.1)]
    low = evaluation()
    low.tallies["unions"] = Tally(tp=8, fp=2, fn=2)
    assert check_floors(low, sets) == ["F1 of unions is 0.800, floor 0.900"]
    low.gold_sha256 = "def"
    assert check_floors(low, sets) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('gold_sha256 = "abc"', "", "needs a name and a gold_sha256"),
        ('name = "some labels"', "", "needs a name and a gold_sha256"),
        ("mean_f1 = 0.5", "", "mean_f1"),
        ("unions = 0.9", "", "f1 must name exactly"),
        ("unions = 0.9", "unions = 0.9\nmentions = 0.1", "f1 must name exactly"),
        ("unions = 0.9", "unions = 90", "from 0 to 1"),
        ("unions = 0.9", 'unions = "0.9"', "from 0 to 1"),
        ("unions = 0.9", "unions = true", "from 0 to 1"),
        ("[labels.attribute_accuracy]", "[labels.accuracy]", "attribute_accuracy must name exactly"),
        ("[labels.f1]", "[labels.f1", "Expected"),
        (FLOORS, "", "holds no floors"),
        (FLOORS, FLOORS + FLOORS, "same gold_sha256"),
    ],
)
def test_floors_that_are_not_complete_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in FLOORS
    with pytest.raises(ValueError, match=message):
        load_floors(floors_file(tmp_path, FLOORS.replace(old, new)))


def test_the_projects_floors_are_complete_and_name_the_labels_that_are_there() -> None:
    digests = {one.name: one.gold_sha256 for one in load_floors(CHECKOUT / "data" / "floors.toml")}
    assert digests["data/gold/sample.jsonl"] == fingerprint(CHECKOUT / "data" / "gold" / "sample.jsonl")
