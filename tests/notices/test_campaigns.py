"""Written by one, approved by another, sent to those who agreed and to nobody else, at most once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.accounts.states import STAFF
from harmonia.consent import operations as consent
from harmonia.core import jobs
from harmonia.core.classification import Personal, everything
from harmonia.core.moves import WrongState
from harmonia.journal import queries as journal
from harmonia.journal.rules import document_hash
from harmonia.notices import gateways, operations
from harmonia.notices.models import Campaign, CampaignText, Interest, Notice
from harmonia.notices.operations import campaigns, mailing
from harmonia.notices.permissions import Denied
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.rules import campaigns as rules
from harmonia.notices.states import CampaignState, Channel, Kind, NoticeState
from harmonia.privacy.operations import blocking
from harmonia.vault import reading
from tests import factories
from tests.notices.conftest import NOW, agree, letters, part, person, texts
from tests.notices.scene import (
    MINUTE,
    NEWS,
    OFFER,
    WORDS,
    approved,
    editor,
    readers,
    report,
    run_to_the_end,
    waiting,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MARKETING = (policy.NEWS, policy.ADVERTISING, policy.MAILINGS)


@pytest.fixture
def elena(edition: None) -> Person:
    return editor()


@pytest.fixture
def second(edition: None) -> Person:
    return editor("Marat", 52)


def begun(draft: rules.Draft, elena: Person, second: Person) -> Campaign:
    return campaigns.begin(campaign_id=approved(draft, by=elena, second=second).pk, by=elena, at=NOW)


def columns_of_care(sql: str) -> set[str]:
    """Columns named in it whose kind of data does not serve marketing, but for who agreed and who is blocked."""
    return {
        f"{table}.{name}"
        for entry in everything().values()
        for table in [entry.model.lower().replace(".", "_")]
        for name, column in entry.columns.items()
        if table not in ("consent_record", "vault_blocked") and isinstance(column, Personal)
        and not any(policy.permitted(column.category, purpose) for purpose in MARKETING)
        and f'"{table}"."{name}"' in sql
    }  # fmt: skip


class TestTwoPeople:
    def test_who_wrote_it_does_not_approve_it(self, elena: Person, second: Person) -> None:
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        found = campaigns.propose(campaign_id=found.pk, by=elena, at=NOW)
        yes = {"campaign_id": found.pk, "content_sha256": found.content_sha256, "at": NOW}
        with pytest.raises(Denied, match="own"):
            campaigns.approve(by=elena, **yes)
        assert campaigns.approve(by=second, **yes).state == CampaignState.APPROVED

    def test_the_database_says_the_same(self, elena: Person) -> None:
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        for wrong in ({"approved_by": elena.pk}, {"state": "approved"}, {"state": "sending"}, {"path": "https://x"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Campaign.objects.filter(pk=found.pk).update(**wrong)

    @pytest.mark.parametrize("role", sorted({*STAFF, "client", "specialist"} - {"editor"}))
    def test_nobody_but_an_editor_writes(self, edition: None, role: str) -> None:
        with pytest.raises(Denied, match="not_editor"):
            campaigns.write(draft=NEWS, by=factories.entered("Somebody", role, number=60), at=NOW)

    @pytest.mark.parametrize("role", sorted({*STAFF, "client", "specialist"} - {"editor", "owner"}))
    def test_nobody_but_editors_and_the_owner_approves_or_runs_one(
        self, elena: Person, second: Person, role: str
    ) -> None:
        other = factories.entered("Somebody", role, number=60)
        found = campaigns.propose(
            campaign_id=campaigns.write(draft=NEWS, by=elena, at=NOW).pk, by=elena, at=NOW
        )  # fmt: skip
        with pytest.raises(Denied):
            campaigns.approve(campaign_id=found.pk, content_sha256=found.content_sha256, by=other, at=NOW)
        campaigns.approve(campaign_id=found.pk, content_sha256=found.content_sha256, by=second, at=NOW)
        for what in (campaigns.begin, campaigns.pause, campaigns.stop, campaigns.send_back):
            with pytest.raises(Denied):
                what(campaign_id=found.pk, by=other, at=NOW)

    def test_only_the_author_changes_a_draft_and_only_a_draft(self, elena: Person, second: Person) -> None:
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        with pytest.raises(Denied, match="not_author"):
            campaigns.rewrite(campaign_id=found.pk, draft=OFFER, by=second, at=NOW)
        assert campaigns.rewrite(campaign_id=found.pk, draft=OFFER, by=elena, at=NOW).kind == Kind.OFFERS
        campaigns.propose(campaign_id=found.pk, by=elena, at=NOW)
        with pytest.raises(Denied, match="not_draft"):
            campaigns.rewrite(campaign_id=found.pk, draft=NEWS, by=elena, at=NOW)

    def test_what_was_proposed_is_fixed_in_the_database(self, elena: Person) -> None:
        found = campaigns.write(draft=OFFER, by=elena, at=NOW)
        campaigns.propose(campaign_id=found.pk, by=elena, at=NOW)
        past = (
            lambda: CampaignText.objects.filter(campaign=found).update(subject="Other"),
            lambda: CampaignText.objects.filter(campaign=found).delete(),
            lambda: Campaign.objects.filter(pk=found.pk).update(offer_until_on=NOW.date() + timedelta(days=99)),
            lambda: Campaign.objects.filter(pk=found.pk).update(interest="articles"),
        )
        for change in past:
            with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
                change()

    def test_a_yes_to_other_words_than_those_that_were_shown_is_none(self, elena: Person, second: Person) -> None:
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        shown = campaigns.propose(campaign_id=found.pk, by=elena, at=NOW).content_sha256
        campaigns.send_back(campaign_id=found.pk, by=second, at=NOW)
        campaigns.rewrite(campaign_id=found.pk, draft=replace(NEWS, path="/sos/"), by=elena, at=NOW)
        campaigns.propose(campaign_id=found.pk, by=elena, at=NOW)
        with pytest.raises(campaigns.Changed):
            campaigns.approve(campaign_id=found.pk, content_sha256=shown, by=second, at=NOW)

    def test_the_yes_to_an_offer_is_a_document_of_the_journal(self, elena: Person, second: Person) -> None:
        found = approved(OFFER, by=elena, second=second)
        said = {**rules.document(OFFER), "id": str(found.pk), "at": NOW.isoformat()}
        assert journal.entry_of(said) == found.entry_id
        assert said["offer_until_on"] == "2026-11-30"
        later = {**said, "offer_until_on": "2026-12-31"}
        assert document_hash(later) not in set(journal.documents_of(["campaigns.approved"]))


class TestWhatItLacks:
    @pytest.mark.parametrize(
        ("draft", "fault"),
        [
            (replace(NEWS, texts={}), ("languages", "none", "")),
            (replace(NEWS, path="/articles/?who=1"), ("path", "not_ours", "")),
            (replace(NEWS, path="/\\evil.kz/"), ("path", "not_ours", "")),
            (replace(NEWS, path="//evil.kz/"), ("path", "not_ours", "")),
            (replace(NEWS, interest="sleep"), ("interest", "unknown", "")),
            (replace(NEWS, texts={**WORDS, "kk": replace(WORDS["kk"], body=" ")}), ("body", "empty", "kk")),
            (replace(NEWS, channel=Channel.SMS, texts={"ru": replace(WORDS["ru"], sms="")}), ("sms", "empty", "ru")),
            (
                replace(NEWS, texts={"en": replace(WORDS["en"], subject="A new psychologist")}),
                ("subject", "revealing", "en"),
            ),
            (replace(OFFER, texts=WORDS), ("rules", "empty", "kk")),
        ],
    )
    def test_it_is_not_proposed_and_says_why(
        self, elena: Person, draft: rules.Draft, fault: tuple[str, str, str]
    ) -> None:
        found = campaigns.write(draft=replace(draft, path="/" + draft.path.lstrip("/")), by=elena, at=NOW)
        assert fault in {(each.place, each.reason, each.language) for each in rules.faults(draft)}
        if rules.faults(queries.draft_of(found)):
            with pytest.raises(campaigns.Incomplete):
                campaigns.propose(campaign_id=found.pk, by=elena, at=NOW)

    def test_an_offer_without_days_does_not_even_stand_as_a_draft(self, elena: Person) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            campaigns.write(draft=replace(OFFER, offer_until_on=None), by=elena, at=NOW)

    def test_a_whole_one_lacks_nothing(self) -> None:
        assert (rules.faults(NEWS), rules.faults(OFFER)) == ((), ())


class TestAudience:
    def chosen(self, draft: rules.Draft, elena: Person) -> set[Any]:
        found = campaigns.write(draft=draft, by=elena, at=NOW)
        return set(queries.everybody(found, at=NOW))

    def test_only_those_who_agreed_to_this_way_and_only_while_they_do(self, elena: Person) -> None:
        mail, sms = readers(1)[0], person("sms@example.kz", phone="+77010000002")
        person("none@example.kz", phone="+77010000003")
        agree(sms, "marketing_sms")
        assert self.chosen(NEWS, elena) == {mail.pk}
        assert self.chosen(replace(NEWS, channel=Channel.SMS), elena) == {sms.pk}
        consent.withdraw(person_id=mail.pk, agreement="marketing_email", language="ru", method="cabinet", at=NOW)
        assert self.chosen(NEWS, elena) == set()

    def test_each_reason_to_leave_somebody_out(self, elena: Person) -> None:
        one, unproved, closed, blocked, unwilling, kazakh = readers(6)
        Person.objects.filter(pk=unproved.pk).update(email_verified_at=None)
        Person.objects.filter(pk=closed.pk).update(closed_at=NOW)
        Person.objects.filter(pk=kazakh.pk).update(language="kk")
        operations.choose(person_id=unwilling.pk, choices={(Kind.NEWS, Channel.EMAIL): False}, at=NOW)
        blocking.block(person_id=blocked.pk, request_id=None, by=blocked.pk, at=NOW)
        russian = replace(NEWS, texts={"ru": WORDS["ru"]})
        assert self.chosen(russian, elena) == {one.pk}
        assert self.chosen(NEWS, elena) == {one.pk, kazakh.pk}
        assert self.chosen(OFFER, elena) == {one.pk, kazakh.pk, unwilling.pk}

    def test_a_section_of_the_news_goes_to_who_ticked_it(self, elena: Person) -> None:
        reader, other = readers(2)
        operations.choose_interests(person_id=reader.pk, interests=["articles"], at=NOW)
        operations.choose_interests(person_id=other.pk, interests=["gifts"], at=NOW)
        assert self.chosen(replace(NEWS, interest="articles"), elena) == {reader.pk}
        assert self.chosen(NEWS, elena) == {reader.pk, other.pk}

    def test_the_count_says_how_many_in_each_language(self, elena: Person) -> None:
        readers(2)
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        assert queries.count(found, at=NOW) == {"kk": 0, "ru": 2, "en": 0}

    def test_what_belongs_to_care_cannot_be_asked(self, elena: Person) -> None:
        """Of data that do not serve marketing the SQL of choosing names answers to agreements and blocks, no more."""
        readers(2)
        found = campaigns.write(draft=replace(NEWS, interest="articles"), by=elena, at=NOW)
        with CaptureQueriesContext(connection) as asked:
            list(queries.everybody(found, at=NOW))
        said = " ".join(query["sql"] for query in asked)
        assert columns_of_care(said) == set()
        assert columns_of_care(said + str(Person.objects.values("topics").query)) == {"accounts_person.topics"}

    def test_the_vault_opens_nothing_of_care_for_marketing(self, elena: Person) -> None:
        aigerim = factories.aigerim()
        for purpose in MARKETING:
            with pytest.raises(reading.PurposeRefused), reading.reading(purpose, actor=None):
                _ = Person.objects.get(pk=aigerim.pk).topics

    def test_no_kind_of_data_of_care_serves_marketing(self) -> None:
        serving = {key for key in policy.CATEGORIES if any(policy.permitted(key, purpose) for purpose in MARKETING)}
        assert serving == {
            "client_name", "client_phone", "client_email", "preferences", "notices_sent", "news_interests",
        }  # fmt: skip
        assert not set(policy.INTERESTS) & set(policy.TOPICS)


class TestInterests:
    def test_they_need_one_of_the_consents_and_are_sections_of_the_news(self, aigerim: Person) -> None:
        with pytest.raises(consent.ConsentMissing):
            operations.choose_interests(person_id=aigerim.pk, interests=["articles"], at=NOW)
        agree(aigerim, "marketing_sms")
        with pytest.raises(operations.UnknownInterest):
            operations.choose_interests(person_id=aigerim.pk, interests=["articles", "sleep"], at=NOW)
        operations.choose_interests(person_id=aigerim.pk, interests=["articles", "gifts"], at=NOW)
        operations.choose_interests(person_id=aigerim.pk, interests=["gifts"], at=NOW)
        assert queries.interests_of(aigerim.pk) == {"gifts"}

    def test_they_go_when_neither_consent_stands(self, aigerim: Person) -> None:
        for agreement in ("marketing_email", "marketing_sms"):
            agree(aigerim, agreement)
        operations.choose_interests(person_id=aigerim.pk, interests=["articles"], at=NOW)
        for agreement, left in (("marketing_email", 1), ("marketing_sms", 0)):
            consent.withdraw(person_id=aigerim.pk, agreement=agreement, language="ru", method="cabinet", at=NOW)
            mailing.marketing_withdrawn(person_id=aigerim.pk, at=NOW)
            assert Interest.objects.count() == left


class TestSending:
    def test_everybody_who_agreed_gets_it_once_in_his_language(
        self, elena: Person, second: Person, folder: Any
    ) -> None:
        *_, english = readers(3)
        Person.objects.filter(pk=english.pk).update(language="en")
        done = run_to_the_end(begun(NEWS, elena, second))
        assert (done.state, report(done)) == (CampaignState.DONE, {"queued": 3, "sent": 3})
        sent = letters(folder)
        assert sorted(letter["To"] for letter in sent) == [
            f"reader{number}@example.kz" for number in (1000, 1001, 1002)
        ]
        assert [letter["Subject"] for letter in sent].count("News") == 1

    def test_the_letter_is_plain_has_one_link_its_page_and_the_way_out_last(
        self, elena: Person, second: Person, folder: Any
    ) -> None:
        hostile = replace(WORDS["ru"], body="<script>x</script>\n\n<img src=http://x/1.gif> & co")
        readers(1)
        found = begun(replace(NEWS, texts={**WORDS, "ru": hostile}), elena, second)
        run_to_the_end(found)
        [letter] = letters(folder)
        html, text = part(letter, "html"), part(letter, "plain")
        assert "&lt;script&gt;" in html
        assert not {"<script", "<img"} & {tag for tag in ("<script", "<img") if tag in html}
        addresses = [line for line in text.split() if line.startswith("https://")]
        way_out = str(letter["List-Unsubscribe"]).strip(" <>")
        assert addresses == ["https://harmonia.kz/articles/", f"https://harmonia.kz/news/{found.pk}/", way_out]
        assert html.count("href=") == 3

    def test_it_goes_in_batches_a_minute(self, elena: Person, second: Person) -> None:
        readers(3)
        found = begun(replace(NEWS, a_minute=2), elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        mailing.step(campaign_id=found.pk, at=NOW + timedelta(seconds=30))
        assert len(waiting(found)) == 2
        mailing.step(campaign_id=found.pk, at=NOW + MINUTE)
        assert len(waiting(found)) == 3

    def test_a_pause_holds_what_is_queued_and_going_on_sends_it(
        self, elena: Person, second: Person, folder: Any
    ) -> None:
        readers(3)
        found = begun(NEWS, elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        first, *others = waiting(found)
        operations.deliver(notice_id=first.pk, at=NOW)
        campaigns.pause(campaign_id=found.pk, by=second, at=NOW)
        for each in others:
            with pytest.raises(jobs.Later):
                operations.deliver(notice_id=each.pk, at=NOW)
        assert len(letters(folder)) == 1
        campaigns.begin(campaign_id=found.pk, by=elena, at=NOW)
        assert report(run_to_the_end(found)) == {"queued": 3, "sent": 3}

    def test_stopped_half_way_the_rest_is_let_go_and_counted(self, elena: Person, second: Person, folder: Any) -> None:
        readers(5)
        found = begun(replace(NEWS, a_minute=3), elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        first, late, _ = waiting(found)
        operations.deliver(notice_id=first.pk, at=NOW)
        campaigns.stop(campaign_id=found.pk, by=elena, at=NOW)
        assert operations.deliver(notice_id=late.pk, at=NOW).reason == "stopped"
        run_to_the_end(found)
        assert report(found) == {"queued": 3, "sent": 1, "skipped stopped": 2}
        assert len(letters(folder)) == 1
        with pytest.raises(WrongState):
            campaigns.begin(campaign_id=found.pk, by=elena, at=NOW)

    def test_who_takes_it_back_under_way_gets_nothing(self, elena: Person, second: Person, folder: Any) -> None:
        one, other = readers(2)
        found = begun(NEWS, elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        consent.withdraw(person_id=one.pk, agreement="marketing_email", language="ru", method="cabinet", at=NOW)
        run_to_the_end(found)
        assert report(found) == {"queued": 2, "sent": 1, "skipped no_consent": 1}
        assert [letter["To"] for letter in letters(folder)] == ["reader1001@example.kz"]
        assert other.pk in set(Notice.objects.filter(state="sent").values_list("person", flat=True))

    def test_an_offer_does_not_go_after_its_last_day(self, elena: Person, second: Person, folder: Any) -> None:
        readers(1)
        found = begun(OFFER, elena, second)
        run_to_the_end(found, at=NOW + timedelta(days=8))
        assert report(found) == {"queued": 1, "skipped offer_over": 1}

    def test_an_offer_says_its_days_and_rules(self, elena: Person, second: Person, folder: Any) -> None:
        readers(1)
        run_to_the_end(begun(OFFER, elena, second))
        text = part(letters(folder)[0], "plain")
        assert "20 ноября 2026" in text
        assert "30 ноября 2026" in text
        assert "Not for gifts." in text

    def test_an_sms_carries_its_link_and_the_way_out(self, elena: Person, second: Person, folder: Any) -> None:
        readers(1, agreement="marketing_sms")
        run_to_the_end(begun(replace(NEWS, channel=Channel.SMS), elena, second))
        words = texts(folder)[0].get_content().split()
        assert "https://harmonia.kz/articles/" in words
        assert words[-1].startswith("https://harmonia.kz/unsubscribe/")

    def test_the_same_person_is_never_queued_twice(self, elena: Person, second: Person) -> None:
        readers(2)
        found = begun(NEWS, elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        Campaign.objects.filter(pk=found.pk).update(reached=None, walked_at=None, next_batch_at=None)
        mailing.step(campaign_id=found.pk, at=NOW)
        assert report(found) == {"queued": 2}

    def test_who_withdraws_after_a_letter_is_counted_once(self, elena: Person, second: Person) -> None:
        one, _ = readers(2)
        found = run_to_the_end(begun(NEWS, elena, second))
        consent.withdraw(person_id=one.pk, agreement="marketing_email", language="ru", method="cabinet", at=NOW)
        for _ in range(3):
            mailing.marketing_withdrawn(person_id=one.pk, at=NOW + MINUTE)
        assert report(found) == {"queued": 2, "sent": 2, "unsubscribed": 1}

    def test_a_blocked_person_does_not_keep_it_from_ending(self, elena: Person, second: Person, folder: Any) -> None:
        one, _ = readers(2)
        found = begun(NEWS, elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        blocking.block(person_id=one.pk, request_id=None, by=one.pk, at=NOW)
        own = Notice.objects.get(campaign=found, person=one)
        with pytest.raises(reading.Blocked), transaction.atomic():
            operations.deliver(notice_id=own.pk, at=NOW)
        for notice in queries.waiting(found.pk):
            operations.deliver(notice_id=notice.pk, at=NOW)
        assert mailing.step(campaign_id=found.pk, at=NOW + MINUTE).state == CampaignState.DONE
        blocking.unblock(person_id=one.pk, request_id=None, by=one.pk, at=NOW)
        assert operations.deliver(notice_id=own.pk, at=NOW).reason == "stopped"
        assert len(letters(folder)) == 1


class Killed(BaseException):
    """The process is gone: nothing behind it is done, nothing before its last commit is undone."""


class TestAtMostOnce:
    def test_killed_after_the_carrier_took_it_nobody_gets_it_again(
        self, elena: Person, second: Person, folder: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readers(1)
        found = begun(NEWS, elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        [notice] = waiting(found)
        plain = gateways.send_letter

        def die(letter: Any) -> None:
            plain(letter)
            raise Killed

        monkeypatch.setattr(gateways, "send_letter", die)
        with pytest.raises(Killed):
            operations.deliver(notice_id=notice.pk, at=NOW)
        monkeypatch.setattr(gateways, "send_letter", plain)
        for file in folder.iterdir():
            file.unlink()
        again = operations.deliver(notice_id=notice.pk, at=NOW)
        assert (again.state, again.reason, letters(folder)) == (NoticeState.FAILED, "interrupted", [])
        assert report(found) == {"queued": 1, "failed interrupted": 1}

    def test_a_carrier_that_is_away_is_no_death(
        self, elena: Person, second: Person, folder: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readers(1)
        found = begun(NEWS, elena, second)
        mailing.step(campaign_id=found.pk, at=NOW)
        [notice] = waiting(found)

        def away(letter: Any) -> None:
            raise gateways.TryLater

        with monkeypatch.context() as patched:
            patched.setattr(gateways, "send_letter", away)
            operations.deliver(notice_id=notice.pk, at=NOW)
        assert operations.deliver(notice_id=notice.pk, at=NOW).state == NoticeState.SENT

    def test_a_batch_that_died_is_queued_as_if_it_had_never_begun(
        self, elena: Person, second: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readers(4)
        found = begun(NEWS, elena, second)
        plain, done = mailing.send, []

        def die(*arguments: Any, **options: Any) -> Any:
            if len(done) == 2:
                raise Killed
            done.append(1)
            return plain(*arguments, **options)

        with monkeypatch.context() as patched:
            patched.setattr(mailing, "send", die)
            with pytest.raises(Killed):
                mailing.step(campaign_id=found.pk, at=NOW)
        assert waiting(found) == []
        assert report(run_to_the_end(found)) == {"queued": 4, "sent": 4}


class TestTrial:
    def test_it_goes_to_its_author_alone_and_says_so(self, elena: Person, second: Person, folder: Any) -> None:
        readers(1)
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        mailing.send_trial(campaign_id=found.pk, person_id=elena.pk, language="en", trial_id=elena.pk, at=NOW)
        [letter] = letters(folder)
        assert (letter["To"], letter["Subject"]) == ("elena@example.kz", "News")
        assert "This is a trial" in part(letter, "plain")
        assert Notice.objects.filter(campaign=found).count() == 0

    def test_nobody_else_sends_himself_one(self, elena: Person, aigerim: Person, folder: Any) -> None:
        found = campaigns.write(draft=NEWS, by=elena, at=NOW)
        with pytest.raises(Denied):
            mailing.send_trial(campaign_id=found.pk, person_id=aigerim.pk, language="en", trial_id=found.pk, at=NOW)
        assert not folder.exists()


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 160, 1), ("a" * 161, 2), ("я" * 70, 1), ("я" * 71, 2), ("я" * 135, 3), ("", 1)]
)
def test_parts_of_an_sms(text: str, parts: int) -> None:
    assert rules.sms_parts(text) == parts
