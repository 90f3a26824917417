"""What the bot can do: the table of contents, and the one place where rights are given."""

from bot.command import Command
from handlers.announce import announce
from handlers.calendar import calendar
from handlers.campaign import show_campaign
from handlers.channels import campaigns_and_channels, channels, due_channel_notes
from handlers.chart import draw
from handlers.clause import cite
from handlers.deadline import campaigns_for_deadlines, deadlines
from handlers.filled import read_registration
from handlers.help import cancel, show_help
from handlers.hour import set_hour
from handlers.inquiry import inquire
from handlers.invite import invite_colleague
from handlers.join import home, receive_stranger
from handlers.journal import journal
from handlers.ladder import set_ladder
from handlers.link import go_on_elsewhere
from handlers.mine import mine
from handlers.nudge import nudge
from handlers.own_deadlines import hand_out_calendar
from handlers.paste import paste
from handlers.project import campaigns_with_projects, show_projects
from handlers.promise import campaigns_with_promises, promise
from handlers.register import open_for_registration, register
from handlers.remind import due_reminders
from handlers.report import open_for_report, report
from handlers.review import review
from handlers.rights import rights
from handlers.ruling import rule
from handlers.sheet import hand_out_sheet
from handlers.signing import due_resigning
from handlers.slip import hand_out_slip
from handlers.status import status
from handlers.subjects import every_campaign, known_campaigns
from handlers.sums import sum_up, summed_up
from handlers.switch import switch
from handlers.trace import show_trace
from handlers.why import why_today
from models.people import Role

CONTACTS = frozenset({Role.CONTACT})
STAFF = frozenset({Role.STAFF, Role.ADMIN})
EVERYONE = CONTACTS | STAFF

_TABLE = (
    Command("start", home, EVERYONE, ("bắt đầu", "trang chủ"), leaves=True, general=True),
    Command(
        "dangky",
        register,
        CONTACTS,
        ("đăng ký",),
        open_for_registration,
        prefill=True,
        fills=paste,
        reads=read_registration,
    ),
    Command("bieu", hand_out_sheet, CONTACTS, ("biểu", "biểu đăng ký"), open_for_registration),
    Command("baocao", report, EVERYONE, ("báo cáo", "số liệu"), open_for_report),
    Command("cuatoi", mine, CONTACTS, ("của tôi", "việc của tôi", "việc của đơn vị")),
    Command("phieu", hand_out_slip, EVERYONE, ("phiếu", "phiếu đăng ký")),
    Command(
        "congtrinh", show_projects, EVERYONE, ("công trình", "việc làm"), campaigns_with_projects
    ),
    Command("phongtrao", show_campaign, EVERYONE, ("phong trào", "kế hoạch"), known_campaigns),
    Command("han", deadlines, EVERYONE, ("hạn", "các hạn"), campaigns_for_deadlines),
    Command("lichhan", hand_out_calendar, CONTACTS, ("lịch hạn", "thêm vào lịch")),
    Command("hen", promise, CONTACTS, ("hẹn", "hẹn ngày nộp"), campaigns_with_promises),
    Command("dieunao", cite, EVERYONE, ("theo điều nào", "điều nào", "căn cứ nào"), explains=True),
    Command("hoi", inquire, EVERYONE, ("hỏi", "hỏi cán bộ", "hỏi cán bộ phụ trách"), explains=True),
    Command("duyet", review, EVERYONE, ("duyệt",)),
    Command("tonghop", sum_up, EVERYONE, ("tổng hợp",), summed_up),
    Command("nguongoc", show_trace, EVERYONE, ("nguồn gốc",), known_campaigns),
    Command("lich", calendar, STAFF, ("lịch", "lịch làm việc", "ngày nghỉ")),
    Command("nhatky", journal, STAFF, ("nhật ký",)),
    Command("tinhhinh", status, STAFF, ("tình hình",), campaigns_and_channels),
    Command("bieudo", draw, STAFF, ("biểu đồ", "xem biểu đồ"), every_campaign),
    Command("nhac", nudge, STAFF, ("nhắc", "nhắc việc"), every_campaign),
    Command("lichnhac", set_ladder, STAFF, ("lịch nhắc", "đổi lịch nhắc"), every_campaign),
    Command(
        "giahan", rule, STAFF, ("gia hạn", "ghi nhận đã nhận", "kết thúc việc"), every_campaign
    ),
    Command("thongbao", announce, STAFF, ("thông báo",), every_campaign),
    Command("moi", invite_colleague, EVERYONE, ("mời", "mời đồng nghiệp")),
    Command(
        "donvi",
        switch,
        CONTACTS,
        ("đơn vị", "đổi đơn vị"),
        leaves=True,
        general=True,
        several=True,
    ),
    Command(
        "visao",
        why_today,
        EVERYONE,
        ("vì sao", "vì sao hôm nay", "sao hôm nay nhắc", "tại sao nhắc", "vì sao nhắc"),
        general=True,
    ),
    Command("gionhac", set_hour, EVERYONE, ("giờ nhắc", "đổi giờ nhắc"), general=True),
    Command("lienket", go_on_elsewhere, EVERYONE, ("liên kết", "liên kết kênh khác"), general=True),
    Command("kenh", channels, STAFF, ("kênh", "chuyển kênh")),
    Command("quyen", rights, EVERYONE, ("quyền", "dữ liệu của tôi"), general=True),
    Command("huy", cancel, EVERYONE, ("hủy", "thôi"), leaves=True, general=True),
    Command("trogiup", show_help, EVERYONE, ("trợ giúp", "giúp", "help"), general=True),
)

COMMANDS = {command.name: command for command in _TABLE}
RECEPTION = receive_stranger
DUE = (due_reminders, due_resigning, due_channel_notes)
