"""A question whose words went with their term before anybody answered it is refused by itself."""

from django.db import migrations, models
from django.db.models import Q

REASONS = (
    "off_topic",
    "recognisable",
    "needs_a_meeting",
    "answered_before",
    "not_a_question",
    "not_in_time",
)


class Migration(migrations.Migration):
    dependencies = [("wellbeing", "0003_who_reads_what_was_sent")]
    operations = [
        migrations.RemoveConstraint("question", "question_refused_has_its_reason"),
        migrations.AlterField(
            "question",
            "refused_because",
            models.CharField(
                blank=True,
                choices=[(reason, reason.replace("_", " ").title()) for reason in REASONS],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=(Q(state="refused") & Q(refused_because__in=REASONS))
                | (~Q(state="refused") & Q(refused_because="")),
                name="question_refused_has_its_reason",
            ),
        ),
    ]
