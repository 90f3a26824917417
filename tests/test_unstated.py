"""What a plan leaves open of a registration: decided by an administrator, and by nobody else."""

import pytest
from sqlmodel import Session, select

from bot.keyboard.plans import compare, warnings_of
from models.audit import Act, AuditEntry
from models.campaigns import plan_of, save_plan, signed_plan
from models.doubts import Settlement, doubt_key, settlements
from models.plan import Plan, UnitKind
from models.plan import Registration as Rules
from models.registrations import Registration, latest_registration
from models.reviews import route_of
from models.standing import bound_units, standings, summary
from tests.office import Office, campaign, unit
from tests.samples_plans import PLANS

CODE, SCHOOL, HOSPITAL = "kien-giang-2021-2025", "mau-truong-hoc", "benh-vien-da-khoa"
PRINTED = PLANS[CODE]


def rules_of(plan: Plan, kind: str) -> Rules:
    rules = plan.registration_for(kind)
    assert rules is not None
    return rules


def key_of(plan: Plan, kind: str) -> str:
    doubt = rules_of(plan, kind).remark()
    assert doubt is not None
    return doubt_key(doubt)


def decide(office: Office, way: str, kind: str = "school", who: str = "admin") -> str:
    with office.session() as session:
        key = key_of(signed_plan(session, campaign(session, CODE)), kind)
    return office.say(who, f"/phongtrao {CODE} doubt.{key}", f"[{way}]", "[yes]")


def register(office: Office) -> str:
    """Have the school register a target, and a project where that is asked."""
    target = ("Học sinh hoàn thành lớp học", "99,5%", "[no]")
    project = ("Thư viện thân thiện", "[province]", "tháng 10/2021", "tháng 5/2025", "none")
    return office.say(SCHOOL, "/dangky", *target, *project, "[yes]")


def registered(session: Session) -> Registration:
    one, school = campaign(session, CODE), unit(session, SCHOOL)
    found = latest_registration(session, one.id, school.id)
    assert found is not None
    return found


def stations(office: Office) -> list[str | None]:
    """Return the units on the way of what the school registered."""
    with office.session() as session:
        return [step.unit for step in route_of(session, registered(session), unit(session, SCHOOL))]


def counted(office: Office) -> dict[str, int]:
    with office.session() as session:
        one = campaign(session, CODE)
        plan = plan_of(session, one)
        found = summary(standings(session, one, plan, office.clock.today()))
        schools = [each["total"] for each in found["kinds"] if each["kind"] == "school"]
        return {"schools": sum(schools), "outdated": found["outdated"]}


@pytest.fixture
def school(office: Office) -> Office:
    office.let_in(SCHOOL, "admin", "staff")
    return office


def test_until_somebody_decides_the_unit_is_told_so_and_owes_nothing(school):
    assert "không nêu trường học đăng ký nội dung gì" in school.say(SCHOOL, "/dangky")
    assert counted(school) == {"schools": 0, "outdated": 0}
    school.at("2021-10-28 08:00")
    school.remind()
    assert not [text for text in school.told(SCHOOL) if text.startswith("Nhắc việc")]


def test_only_an_administrator_decides(school):
    with school.session() as session:
        key = key_of(signed_plan(session, campaign(session, CODE)), "school")
    for who, said in (("staff", "do quản trị viên quyết định"), (SCHOOL, "muốn xem phần nào?")):
        assert said in school.say(who, f"/phongtrao {CODE} doubt.{key}")
        school.say(who, "Như cơ quan", "agency")
    with school.session() as session:
        assert not session.exec(select(Settlement)).all()
    assert "Quản trị viên quyết định chỗ này" in school.say("staff", f"/phongtrao {CODE} doubts.4")


def test_once_decided_the_unit_counts_is_reminded_and_registers(school):
    assert "đăng ký như cơ quan" in decide(school, "agency")
    assert counted(school) == {"schools": 1, "outdated": 0}
    school.at("2021-10-28 08:00")
    school.remind()
    assert [text for text in school.told(SCHOOL) if text.startswith("Nhắc việc")]
    assert "Đã nhận đăng ký" in register(school)
    assert stations(school) == ["so-noi-vu"]
    assert "đăng ký như cơ quan" in school.say(SCHOOL, f"/phongtrao {CODE} registration")
    with school.session() as session:
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.act, entry.before, entry.after) == (Act.DOUBT_SETTLED, "", "as=agency")
        one = campaign(session, CODE)
        assert rules_of(signed_plan(session, one), "school").fields == ()


def test_what_was_sent_keeps_its_way_when_it_is_decided_anew(school):
    decide(school, "agency")
    school.at("2021-10-05 08:30")
    register(school)
    school.at("2021-10-06 08:30")
    decide(school, "hospital")
    assert stations(school) == ["so-noi-vu"]
    assert counted(school) == {"schools": 1, "outdated": 1}
    school.at("2021-10-07 08:30")
    decide(school, "as-printed")
    assert stations(school) == ["so-noi-vu"]
    assert counted(school)["schools"] == 0


def test_a_decision_outlives_a_new_version_of_the_plan(school):
    decide(school, "agency")
    school.at("2021-10-05 08:30")
    register(school)
    anew = PRINTED.model_copy(update={"title": f"{PRINTED.title} (sửa)"})
    now = school.clock.now()
    told = school.database.transaction(lambda session: compare(session, anew))
    assert "; 0 đơn vị cần xác nhận lại" in told
    school.database.transaction(lambda session: save_plan(session, anew, now))
    assert counted(school) == {"schools": 1, "outdated": 0}


@pytest.mark.parametrize(
    ("way", "units"),
    [("last", ["so-noi-vu"]), ("commune", ["parent", "so-noi-vu"])],
)
def test_where_only_the_way_is_not_stated_it_is_chosen(school, way, units):
    entries = [
        each.model_copy(update={"route": ()}) if each.unit_kind == UnitKind.HOSPITAL else each
        for each in PRINTED.registration
    ]
    open_way = PRINTED.model_copy(update={"registration": tuple(entries)})
    now = school.clock.now()
    school.database.transaction(lambda session: save_plan(session, open_way, now))
    decide(school, way, "hospital")
    with school.session() as session:
        plan = plan_of(session, campaign(session, CODE))
        rules = rules_of(plan, "hospital")
        assert [step.unit for step in rules.route] == units
        assert rules.fields == rules_of(PRINTED, "hospital").fields
        assert len(bound_units(session, plan)) > 1


def test_a_decision_is_seen_where_it_was_written_and_not_after_it_was_taken_back(school):
    with school.session() as session:
        one = campaign(session, CODE)
        assert not plan_of(session, one).registers("school")
        savepoint = session.begin_nested()
        session.add(
            Settlement(
                campaign_id=one.id,
                doubt=key_of(PRINTED, "school"),
                reading="",
                decided={"as": "agency"},
                contact_id=1,
                settled_at=school.clock.now(),
            )
        )
        session.flush()
        assert plan_of(session, one).registers("school")
        savepoint.rollback()
        assert settlements(session, one.id) == {}
        assert not plan_of(session, one).registers("school")


def test_what_nobody_could_decide_is_a_warning_of_the_check():
    entries = [
        each.model_copy(update={"doubt": None}) if each.unit_kind == UnitKind.SCHOOL else each
        for each in PRINTED.registration
    ]
    silent = PRINTED.model_copy(update={"registration": tuple(entries)})
    told = [each for each in warnings_of(silent) if "an administrator can decide" in each]
    assert len(told) == 1
    assert ":127: warning: school:" in told[0]
    assert not [each for each in warnings_of(PRINTED) if "an administrator can decide" in each]
