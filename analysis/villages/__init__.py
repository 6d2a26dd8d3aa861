"""The door: the few names that a page imports, each loaded when it is first asked for.

Commands and exporters import this package too; they must not wait for charts and tables.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from villages.exhibits.annex import annex
    from villages.exhibits.assessment import (
        assessment_cover,
        assessment_guide,
        assessment_points,
        assessment_rules,
    )
    from villages.exhibits.assessment_trace import assessment_trace
    from villages.exhibits.briefing import (
        briefing_cover,
        briefing_next_steps,
        briefing_overview,
        briefing_problems,
        briefing_progress,
        briefing_tables,
    )
    from villages.exhibits.circular import circular
    from villages.exhibits.comparison import compared_with_above, township_table, township_targets
    from villages.exhibits.department import (
        department_cover,
        department_measures,
        department_next,
        department_overview,
        department_places,
    )
    from villages.exhibits.dossier import (
        dossier_cover,
        dossier_figures,
        dossier_identity,
        dossier_money,
        dossier_targets,
    )
    from villages.exhibits.effects import (
        effect_cover,
        effect_estimates,
        effect_events,
        effect_limits,
        effect_question,
        effect_study,
    )
    from villages.exhibits.exit_and_duties import department_duties, exit_and_duties
    from villages.exhibits.exit_file import (
        exit_beside,
        exit_checklist,
        exit_file_cover,
        exit_signatures,
    )
    from villages.exhibits.measures import all_measures, theme_measures
    from villages.exhibits.meeting import (
        slide_behind,
        slide_cover,
        slide_gaps,
        slide_guide,
        slide_milestones,
        slide_standing,
        slide_statuses,
        slide_targets,
        slide_theme,
        slide_to_do,
        slide_trends,
        slide_verdicts,
    )
    from villages.exhibits.money import money
    from villages.exhibits.opening import complete, cover, headline, reading_guide
    from villages.exhibits.page import open_page
    from villages.exhibits.programme import (
        programme_allocation,
        programme_cover,
        programme_duties,
        programme_exit,
        programme_funds,
        programme_milestones,
        programme_needed,
        programme_outlook,
        programme_support,
        programme_support_plan,
    )
    from villages.exhibits.progress import milestones, village_statuses
    from villages.exhibits.remaining import data_gaps, still_to_do
    from villages.exhibits.targets import target_table, target_trends
    from villages.exhibits.themes import theme_indicators, theme_places, themes
    from villages.exhibits.wallchart import wall_chart

__all__ = [
    "all_measures",
    "annex",
    "assessment_cover",
    "assessment_guide",
    "assessment_points",
    "assessment_rules",
    "assessment_trace",
    "briefing_cover",
    "briefing_next_steps",
    "briefing_overview",
    "briefing_problems",
    "briefing_progress",
    "briefing_tables",
    "circular",
    "compared_with_above",
    "complete",
    "cover",
    "data_gaps",
    "department_cover",
    "department_duties",
    "department_measures",
    "department_next",
    "department_overview",
    "department_places",
    "dossier_cover",
    "dossier_figures",
    "dossier_identity",
    "dossier_money",
    "dossier_targets",
    "effect_cover",
    "effect_estimates",
    "effect_events",
    "effect_limits",
    "effect_question",
    "effect_study",
    "exit_and_duties",
    "exit_beside",
    "exit_checklist",
    "exit_file_cover",
    "exit_signatures",
    "headline",
    "milestones",
    "money",
    "open_page",
    "programme_allocation",
    "programme_cover",
    "programme_duties",
    "programme_exit",
    "programme_funds",
    "programme_milestones",
    "programme_needed",
    "programme_outlook",
    "programme_support",
    "programme_support_plan",
    "reading_guide",
    "slide_behind",
    "slide_cover",
    "slide_gaps",
    "slide_guide",
    "slide_milestones",
    "slide_standing",
    "slide_statuses",
    "slide_targets",
    "slide_theme",
    "slide_to_do",
    "slide_trends",
    "slide_verdicts",
    "still_to_do",
    "target_table",
    "target_trends",
    "theme_indicators",
    "theme_measures",
    "theme_places",
    "themes",
    "township_table",
    "township_targets",
    "village_statuses",
    "wall_chart",
]

_HOMES = {
    "annex": ("annex",),
    "assessment": (
        "assessment_cover",
        "assessment_guide",
        "assessment_points",
        "assessment_rules",
    ),
    "assessment_trace": ("assessment_trace",),
    "briefing": (
        "briefing_cover",
        "briefing_next_steps",
        "briefing_overview",
        "briefing_problems",
        "briefing_progress",
        "briefing_tables",
    ),
    "circular": ("circular",),
    "comparison": ("compared_with_above", "township_table", "township_targets"),
    "department": (
        "department_cover",
        "department_measures",
        "department_next",
        "department_overview",
        "department_places",
    ),
    "dossier": (
        "dossier_cover",
        "dossier_figures",
        "dossier_identity",
        "dossier_money",
        "dossier_targets",
    ),
    "effects": (
        "effect_cover",
        "effect_estimates",
        "effect_events",
        "effect_limits",
        "effect_question",
        "effect_study",
    ),
    "exit_and_duties": ("department_duties", "exit_and_duties"),
    "exit_file": ("exit_beside", "exit_checklist", "exit_file_cover", "exit_signatures"),
    "measures": ("all_measures", "theme_measures"),
    "meeting": (
        "slide_behind",
        "slide_cover",
        "slide_gaps",
        "slide_guide",
        "slide_milestones",
        "slide_standing",
        "slide_statuses",
        "slide_targets",
        "slide_theme",
        "slide_to_do",
        "slide_trends",
        "slide_verdicts",
    ),
    "money": ("money",),
    "opening": ("complete", "cover", "headline", "reading_guide"),
    "page": ("open_page",),
    "programme": (
        "programme_allocation",
        "programme_cover",
        "programme_duties",
        "programme_exit",
        "programme_funds",
        "programme_milestones",
        "programme_needed",
        "programme_outlook",
        "programme_support",
        "programme_support_plan",
    ),
    "progress": ("milestones", "village_statuses"),
    "remaining": ("data_gaps", "still_to_do"),
    "targets": ("target_table", "target_trends"),
    "themes": ("theme_indicators", "theme_places", "themes"),
    "wallchart": ("wall_chart",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"villages.exhibits.{module}"), name)
    raise AttributeError(name)
