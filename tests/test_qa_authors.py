"""Bylines taken apart: persons with their family names, and organisations left as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.exports.authors import Organisation, Person, read_authors


def person(given: str, family: str, particle: str = "", suffix: str = "") -> Person:
    return Person(given=given, family=family, particle=particle, suffix=suffix)


ROE, SMITH, LEE = person("Jane", "Roe"), person("John", "Smith"), person("Ann", "Lee")


@pytest.mark.parametrize(
    "byline",
    [
        "Jane Roe, John Smith and Ann Lee",
        "By Jane Roe, John Smith, and Ann Lee",
        "by: Jane Roe & John Smith with Ann Lee.",
        "Jane Roe; John Smith | Ann Lee",
        "Jane Roe, John Smith,\nJane Roe, Ann Lee",
    ],
)
def test_several_authors_are_told_apart_each_once(byline: str) -> None:
    assert read_authors(byline) == (ROE, SMITH, LEE)


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Jan van der Berg", person("Jan", "Berg", "van der")),
        ("Ursula von der Leyen", person("Ursula", "Leyen", "von der")),
        ("María José de la Cruz", person("María José", "Cruz", "de la")),
        ("Omar al-Bashir", person("Omar", "al-Bashir")),
        ("Jean d'Alembert", person("Jean", "d'Alembert")),
        ("Danielle O’Neil", person("Danielle", "O’Neil")),
        ("W. Ralph Eubanks", person("W. Ralph", "Eubanks")),
        ("J.R.R. Tolkien", person("J.R.R.", "Tolkien")),
        ("Peter Valdes-Dapena", person("Peter", "Valdes-Dapena")),
        ("Ivana Kottasová", person("Ivana", "Kottasová")),
        ("Byron Andrews", person("Byron", "Andrews")),
        ("A. Lee Jr.", person("A.", "Lee", suffix="Jr.")),
        ("Sammy Davis, Jr", person("Sammy", "Davis", suffix="Jr.")),
        ("Ludwig Smith III", person("Ludwig", "Smith", suffix="III")),
        ("Roe, Jane", ROE),
    ],
)
def test_a_person_has_a_family_name_with_its_particles_and_suffix(byline: str, author: Person) -> None:
    assert read_authors(byline) == (author,)


@pytest.mark.parametrize(
    "name",
    [
        "Reuters",
        "Associated Press",
        "The Week Staff",
        "Agence France-Presse",
        "CNN Business",
        "Newser Editors",
        "bell hooks",
        "de la Cruz",
        "李明",
        "李 明",
        "jane@example.com",
        "Jane Roe in London",
        "{evil} \\name",
        "R2 D2",
    ],
)
def test_what_is_no_plain_name_stays_as_it_is_written(name: str) -> None:
    assert read_authors(name) == (Organisation(name=name),)


def test_persons_and_organisations_stand_side_by_side() -> None:
    assert read_authors("Dario Fenn and Wire Services") == (person("Dario", "Fenn"), Organisation(name="Wire Services"))
    assert read_authors("Reuters, AFP") == (Organisation(name="Reuters"), Organisation(name="AFP"))


@pytest.mark.parametrize("byline", ["", " ", "By", ","])
def test_a_byline_of_nobody_has_no_author(byline: str) -> None:
    assert read_authors(byline) == ()


@given(st.text(st.one_of(st.sampled_from(" ,;&|.'-{}\\abAB"), st.characters()), max_size=30))
def test_any_byline_is_read_and_no_name_has_line_ends_or_is_empty(byline: str) -> None:
    for author in read_authors(byline):
        parts = [author.family, author.given] if isinstance(author, Person) else [author.name]
        assert all(part and part == " ".join(part.split()) for part in parts)
