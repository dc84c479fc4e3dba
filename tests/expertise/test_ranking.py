"""Who comes first, and why: the formula on cases with a known answer, and the SQL against a plain
spelling of the same over random companies."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.contrib.postgres.search import SearchQuery
from django.utils import timezone

from access.viewer import NOBODY, Viewer
from communities.models import Community
from content.actions import add_comment
from content.models import Entry, EntryAuthor, EntryStats, ReactionChoice, Tagging
from expertise import finder
from expertise.actions import hide_evidence, set_evidence_hidden, show_evidence
from expertise.evidence import own_evidence, readable
from expertise.finder import Expert, experts, known_people
from expertise.models import HiddenEvidence
from expertise.topics import Topic, topic_of
from profiles.actions import (
    add_person,
    deactivate_person,
    edit_profile,
    give_skill,
    remove_given_skill,
    set_status,
    set_synonyms,
)
from profiles.models import GivenSkill, Person, PersonSkill, Skill, Status
from tests.rule.test_corpora import Corpus
from updates.actions import publish_update

pytestmark = pytest.mark.django_db
Post = Callable[..., Entry]


def found(who: Person, asked: str) -> list[Expert]:
    viewer = Viewer.of(who)
    return experts(viewer, topic_of(viewer, asked))


def order(who: Person, asked: str) -> list[str]:
    return [one.person.name for one in found(who, asked)]


def knowing(name: str, *skills: str) -> Person:
    return add_person(actor=None, name=name, skills=skills)


def wrote(who: Person, text: str, *, days: int = 0, likes: int = 0, answers: int = 0) -> Entry:
    entry = publish_update(actor=who, source=text, choice="company")
    Entry.objects.filter(pk=entry.pk).update(published_at=timezone.now() - timedelta(days=days))
    EntryStats.objects.filter(entry=entry).update(reactions=likes, comments=answers)
    return entry


# --- cases with a known answer --------------------------------------------------------------------


def test_saying_so_and_writing_comes_before_either_alone(employee: Person) -> None:
    both, says, writes = knowing("Both", "Welding"), knowing("Says", "Welding"), knowing("Writes")
    wrote(both, "How I do welding")
    wrote(writes, "How I do welding")
    assert order(employee, "welding") == [both.name, says.name, writes.name]


def test_much_writing_comes_before_merely_saying_so(employee: Person) -> None:
    writes = knowing("Writes")
    knowing("Says", "Welding")
    for number in range(5):
        wrote(writes, f"Welding, part {number}", likes=4, answers=2)
    assert order(employee, "Welding") == ["Writes", "Says"]


def test_the_recent_comes_before_the_old(employee: Person) -> None:
    wrote(knowing("Old"), "about #welding", days=900)
    wrote(knowing("Recent"), "about #welding", days=9)
    wrote(knowing("Between"), "about #welding", days=300)
    assert order(employee, "welding") == ["Recent", "Between", "Old"]


def test_the_well_received_comes_before_the_unnoticed(employee: Person) -> None:
    wrote(knowing("Unnoticed"), "about welding")
    wrote(knowing("Liked"), "about welding", likes=6)
    wrote(knowing("Answered"), "about welding", answers=6)
    assert order(employee, "welding") == ["Answered", "Liked", "Unnoticed"]


def test_a_tag_says_more_than_a_word_and_a_post_more_than_a_comment(employee: Person) -> None:
    wrote(knowing("Word"), "about welding")
    tagged = wrote(knowing("Tag"), "about #welding")
    EntryStats.objects.filter(entry=tagged).update(comments=0)
    add_comment(actor=knowing("Comment"), root=tagged, source="welding is fine")
    EntryStats.objects.filter(entry=tagged).update(comments=0)
    assert order(employee, "welding") == ["Tag", "Word", "Comment"]


def test_what_more_colleagues_say_weighs_more_and_no_crowd_is_everything(
    employee: Person, owner: Person, member: Person
) -> None:
    one, three = knowing("One"), knowing("Three")
    give_skill(actor=employee, person=one, name="Welding")
    for giver in (employee, owner, member):
        give_skill(actor=giver, person=three, name="Welding")
    expert = knowing("Expert", "Welding")
    wrote(expert, "welding", likes=1)
    assert order(employee, "welding") == ["Expert", "Three", "One"]
    crowd = [knowing(f"Crowd {number}") for number in range(40)]
    for giver in crowd:
        give_skill(actor=giver, person=one, name="Welding")
    assert order(employee, "welding")[:2] == ["Expert", "One"]


def test_equals_come_by_name(employee: Person) -> None:
    for name in ("Zoe", "Ádám", "Mia"):
        knowing(name, "Welding")
    assert order(employee, "welding") == ["Ádám", "Mia", "Zoe"]


def test_reasons_are_told(employee: Person, owner: Person) -> None:
    expert = knowing("Expert", "Welding")
    give_skill(actor=owner, person=expert, name="Welding")
    old, new = wrote(expert, "welding one", days=200), wrote(expert, "welding two")
    (row,) = found(employee, "welding")
    assert [skill.name for skill in row.declared] == ["Welding"]
    assert (row.givers, row.texts) == (1, 2)
    assert [entry.pk for entry in row.evidence] == [new.pk, old.pk]


def test_at_most_three_texts_are_shown_the_best_first(employee: Person) -> None:
    expert = knowing("Expert")
    entries = [wrote(expert, f"welding {number}", likes=number) for number in range(5)]
    (row,) = found(employee, "welding")
    assert [entry.pk for entry in row.evidence] == [one.pk for one in entries[:1:-1]]
    assert row.texts == 5


def test_who_left_and_organisations_are_never_there(employee: Person, admin: Person) -> None:
    gone, union = (
        knowing("Gone", "Welding"),
        add_person(actor=None, name="Union", skills=["Welding"], is_organisation=True),
    )
    wrote(gone, "welding")
    Entry.objects.update(author=union)
    wrote(gone, "welding")
    give_skill(actor=employee, person=gone, name="Welding")
    deactivate_person(actor=admin, person=gone)
    assert order(employee, "welding") == []


def test_who_is_away_comes_last_and_says_so(employee: Person) -> None:
    best, other = knowing("Best", "Welding"), knowing("Other")
    wrote(best, "welding", likes=9)
    wrote(other, "welding")
    now = timezone.now()
    set_status(actor=best, kind="away", ends_at=now + timedelta(days=2))
    rows = found(employee, "welding")
    assert [one.person.name for one in rows] == ["Other", "Best"]
    assert rows[1].person.status_now.is_away
    Status.objects.update(starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2))
    assert order(employee, "welding") == ["Best", "Other"]
    Status.objects.update(starts_at=now, kind="working_on")
    assert order(employee, "welding") == ["Best", "Other"]


def test_what_was_taken_off_or_said_by_who_left_does_not_count(
    employee: Person, owner: Person, member: Person, admin: Person
) -> None:
    give_skill(actor=employee, person=owner, name="Welding")
    give_skill(actor=employee, person=member, name="Welding")
    remove_given_skill(actor=owner, person=owner, skill=Skill.objects.get())
    assert order(admin, "welding") == ["Mira Member"]
    deactivate_person(actor=admin, person=employee)
    assert order(admin, "welding") == []


# --- what is asked for ----------------------------------------------------------------------------


def test_a_synonym_finds_the_skill_and_what_is_written_in_either_word(
    employee: Person, admin: Person
) -> None:
    knowing("Kim", "Kubernetes")
    set_synonyms(actor=admin, skill=Skill.objects.get(), names=["k8s"])
    wrote(knowing("Ben"), "Our k8s is down")
    wrote(knowing("Cat"), "Kubernetes is up")
    assert set(order(employee, "K8S")) == set(order(employee, "kubernetes")) == {
        "Kim", "Ben", "Cat",
    }  # fmt: skip
    topic = topic_of(Viewer.of(employee), "k8s")
    assert (topic.name, topic.is_synonym) == ("Kubernetes", True)


def test_a_name_of_two_words_is_a_phrase_or_one_word(employee: Person) -> None:
    knowing("Flo", "flow simulation")
    wrote(knowing("Phrase"), "a flow simulation ran")
    wrote(knowing("Tag"), "see #flow-simulation")
    wrote(knowing("Joined"), "see #flowsimulation")
    wrote(knowing("Apart"), "the flow of this simulation")
    assert set(order(employee, "flow simulation")) == {"Flo", "Phrase", "Tag", "Joined"}


def test_the_beginning_of_a_skill_finds_it(employee: Person) -> None:
    knowing("Flo", "flow simulation")
    knowing("Val", "flow valves")
    (first, second) = found(employee, "flow")
    assert [skill.name for one in (first, second) for skill in one.declared] == [
        "flow simulation", "flow valves",
    ]  # fmt: skip


def test_a_typo_is_asked_back_and_not_answered(employee: Person) -> None:
    knowing("Wel", "Welding")
    topic = topic_of(Viewer.of(employee), "weldnig")
    assert [skill.name for skill in topic.near] == ["Welding"]
    assert order(employee, "weldnig") == []


@pytest.mark.parametrize("name", ["C", "C++", "C#", "R", "Go", ".NET"])
def test_a_name_that_means_too_much_in_texts_counts_as_a_skill_only(
    employee: Person, name: str
) -> None:
    knowing("Holder", name)
    wrote(knowing("Writer"), "c r go net c++ c# .net")
    assert order(employee, name) == ["Holder"]


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "!!!", "the", '"', "-", "or", "a" * 500])
def test_anything_can_be_asked(employee: Person, asked: str) -> None:
    assert found(employee, asked) == []


# --- hiding ---------------------------------------------------------------------------------------


def test_a_hidden_text_speaks_no_longer_and_speaks_again(employee: Person) -> None:
    expert = knowing("Expert")
    first, second = wrote(expert, "welding one"), wrote(expert, "welding two")
    hide_evidence(actor=expert, entry=first)
    (row,) = found(employee, "welding")
    assert ([entry.pk for entry in row.evidence], row.texts) == ([second.pk], 1)
    hide_evidence(actor=expert, entry=second)
    assert order(employee, "welding") == []
    assert show_evidence(actor=expert, entry=first)
    assert not show_evidence(actor=expert, entry=first)
    assert [one.texts for one in found(employee, "welding")] == [1]


def test_all_is_hidden_and_skills_stay(employee: Person) -> None:
    expert = knowing("Expert", "Welding")
    wrote(expert, "welding")
    for _time in range(2):
        set_evidence_hidden(actor=expert, hidden=True)
    (row,) = found(employee, "welding")
    assert (row.texts, row.evidence) == (0, ())
    assert HiddenEvidence.objects.count() == 1
    set_evidence_hidden(actor=expert, hidden=False)
    assert found(employee, "welding")[0].texts == 1


def test_a_further_author_hides_for_themselves_alone(employee: Person, owner: Person) -> None:
    first, second = knowing("First"), knowing("Second")
    entry = wrote(first, "welding")
    EntryAuthor.objects.create(entry=entry, person=second)
    assert order(employee, "welding") == ["First", "Second"]
    hide_evidence(actor=second, entry=entry)
    assert order(employee, "welding") == ["First"]


def test_one_sees_what_speaks_for_oneself(
    employee: Person, member: Person, secret: Community, post: Post
) -> None:
    edit_profile(actor=member, person=member, skills=["Welding", "Sailing"])
    here, there = post(member, "welding"), post(member, "welding in secret", secret)
    post(member, "nothing else")
    post(employee, "welding")
    skills = list(Skill.objects.all())
    shown = own_evidence(Viewer.of(member), skills)
    assert {entry.pk for entries in shown.values() for entry in entries} == {here.pk, there.pk}


# --- what the asker may not see -------------------------------------------------------------------


def test_what_cannot_be_read_neither_counts_nor_shows(
    employee: Person, member: Person, closed: Community, guest: Person, post: Post
) -> None:
    entry = post(member, "welding behind a door", closed)
    assert order(employee, "welding") == []
    assert [one.evidence[0].pk for one in found(member, "welding")] == [entry.pk]
    assert order(guest, "welding") == ["Mira Member"]
    assert experts(NOBODY, Topic("welding", query="welding")) == []
    assert readable(Viewer.of(employee), [entry.pk]) == {}
    assert known_people(Viewer.of(guest), [employee.pk]) == {}


def test_a_guest_finds_people_they_know_by_what_people_they_know_say(
    employee: Person, owner: Person, member: Person, guest: Person
) -> None:
    edit_profile(actor=employee, person=employee, skills=["Welding"])
    give_skill(actor=employee, person=member, name="Welding")
    assert order(guest, "welding") == []
    give_skill(actor=owner, person=member, name="Welding")
    (row,) = found(guest, "welding")
    assert (row.person, row.givers) == (member, 1)


def test_a_draft_is_no_evidence(employee: Person) -> None:
    entry = wrote(employee, "welding")
    Entry.objects.filter(pk=entry.pk).update(state="draft")
    assert order(employee, "welding") == []
    Entry.objects.filter(pk=entry.pk).update(
        state="published", published_at=timezone.now() + timedelta(days=1)
    )
    assert order(employee, "welding") == []


# --- the plain spelling ---------------------------------------------------------------------------

Plain = tuple[int, tuple[int, ...], int, int, tuple[int, ...]]


def plain(viewer: Viewer, topic: Topic) -> list[Plain]:
    """The same, person by person, from what the read rule gives and from nothing else."""
    readable_now = Entry.objects.visible_to(viewer).published()
    words = SearchQuery(topic.query, search_type="websearch", config="english")
    hits = readable_now.filter(search_vector=words).order_by("-pk")[: finder.TEXTS]
    worth: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for entry in hits:
        for author in authors(entry):
            if not hidden(author, entry):
                worth[author].append((value(entry, topic), entry.pk))
    rows = []
    for person in Person.objects.visible_to(viewer).active().filter(is_organisation=False):
        skills = [skill.pk for skill in topic.skills]
        declared = PersonSkill.objects.filter(person=person, skill__in=skills)
        given = GivenSkill.objects.visible_to(viewer).filter(person=person, skill__in=skills)
        givers = given.values("giver").distinct().count()
        texts = sorted(worth[person.pk], key=lambda one: (-one[0], -one[1]))
        total = sum(one for one, _pk in texts)
        points = (
            (3 if declared.exists() else 0) + 3 * givers / (givers + 2) + 6 * total / (total + 3)
        )
        if points:
            held = tuple(sorted(declared.values_list("skill_id", flat=True)))
            best = tuple(pk for _worth, pk in texts[:3])
            away = person.statuses.current().filter(kind="away").exists()
            key = (away, -round(points, 9), person.sort_name, person.pk)
            rows.append((key, (person.pk, held, givers, len(texts), best)))
    return [row for _key, row in sorted(rows)][: finder.MOST]


def authors(entry: Entry) -> Iterable[int]:
    return {entry.author_id, *entry.authorships.values_list("person_id", flat=True)}


def hidden(author: int, entry: Entry) -> bool:
    mine = HiddenEvidence.objects.filter(person_id=author)
    return mine.filter(entry=entry).exists() or mine.filter(entry=None).exists()


def value(entry: Entry, topic: Topic) -> float:
    assert entry.published_at is not None
    age = (timezone.now() - entry.published_at).total_seconds()
    tagged = Tagging.objects.filter(entry=entry, tag__slug__in=topic.tags).exists()
    stats = EntryStats.objects.filter(entry=entry).first()
    heard = (stats.reactions + 2 * stats.comments) if stats else 0
    return (
        (1.0 if entry.root_id is None else 0.5)
        * (1.5 if tagged else 1.0)
        * 0.5 ** (max(0.0, age) / finder.HALF_LIFE)
        * (1 + math.log(1 + heard) / 2)
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_sql_is_the_plain_spelling(seed: int, thumbs: ReactionChoice) -> None:
    corpus = Corpus(seed)
    dice = random.Random(seed)
    for person in corpus.people:
        skills = [one for one in ("Crane", "Crane safety", "Lift") if dice.random() < 0.3]
        edit_profile(actor=person, person=person, skills=skills)
    edit_profile(actor=corpus.people[0], person=corpus.people[0], skills=["Crane", "Crane safety"])
    for _number in range(14):
        giver, person = dice.sample(corpus.employees, 2)
        person.refresh_from_db()
        giver.refresh_from_db()
        if giver.is_active and person.is_active:
            given = give_skill(actor=giver, person=person, name=dice.choice(["Crane", "Lift"]))
            if dice.random() < 0.2:
                remove_given_skill(actor=person, person=person, skill=given.skill)
    for entry in corpus.entries:
        Entry.objects.filter(pk=entry.pk, published_at__isnull=False).update(
            published_at=timezone.now() - timedelta(days=dice.randint(0, 900))
        )
        EntryStats.objects.filter(entry=entry).update(
            reactions=dice.randint(0, 5), comments=dice.randint(0, 5)
        )
        if dice.random() < 0.2:
            EntryAuthor.objects.get_or_create(entry=entry, person=dice.choice(corpus.people))
        if dice.random() < 0.1:
            hide_evidence(actor=entry.author, entry=entry)
    set_evidence_hidden(actor=corpus.people[1], hidden=True)
    some = 0
    for person in [one for one in corpus.people if one.pk != corpus.people[8].pk]:
        viewer = Viewer.of(person)
        for asked in ("crane", "lift", "Crane sa", "the crane"):
            topic = topic_of(viewer, asked)
            rows = [
                (
                    one.person.pk,
                    tuple(skill.pk for skill in one.declared),
                    one.givers,
                    one.texts,
                    tuple(entry.pk for entry in one.evidence),
                )
                for one in experts(viewer, topic)
            ]
            assert rows == plain(viewer, topic), (person, asked)
            some += len(rows)
    assert some > 40


def test_the_cap_counts_only_what_may_be_read(
    employee: Person, member: Person, closed: Community, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "TEXTS", 3)
    monkeypatch.setattr(finder, "HOLDERS", 2)
    for number in range(3):
        post(employee, f"welding {number}")
    for number in range(9):
        post(member, f"welding {number}", closed)
    assert [one.texts for one in found(employee, "welding")] == [3]
