"""Projects (công trình, phần việc): what a unit builds or does, one after another."""

from handlers.ask import choose, text
from handlers.lines import Asked, Line
from models.plan import RegistrationField

MOST_PROJECTS = 30  # of one unit
PLEDGED = {"projects": "project", "substitute": "task"}  # what a pledge of each list is


async def ask_projects(field: RegistrationField) -> Asked:
    """Ask for the projects, or, where the unit has none, for what is registered instead."""
    key = f"{field.code}.kind"
    kind = "projects"
    if field.substitute:
        kind = await choose(key, "register/projects", tuple(PLEDGED), field=field)
    lines, pledges = [Line(key, field.name, kind)], []
    fewest = int(field.at_least or 1) if kind == "projects" else 1
    for number in range(1, MOST_PROJECTS + 1):
        code = f"{field.code}.{kind}.{number}"
        template = "register/project" if kind == "projects" else "register/task"
        said = await text(code, template, field=field, number=number, label="")
        lines.append(Line(code, str(number), said))
        pledge = {"code": code, "name": said, "kind": PLEDGED[kind], "said": said, "key": code}
        pledges.append(pledge)
        if number < fewest:
            continue
        about = {"count": number, "kind": kind}
        if await choose(f"{code}.more", "register/more", ("yes", "no"), **about) == "no":
            lines.append(Line(f"{code}.more", "", None))
            break
    return lines, pledges


async def ask_project(field: RegistrationField) -> Asked:
    """Ask for the one project of a unit."""
    said = await text(field.code, "register/project", field=field, label=field.name)
    return [Line(field.code, field.name, said)], [
        {"code": field.code, "name": field.name, "kind": "project", "said": said, "key": field.code}
    ]
