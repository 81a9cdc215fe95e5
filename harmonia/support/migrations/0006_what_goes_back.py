"""A proposal may give a session back to its package, or pay a package's rest back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0012_sums_that_are_kept"),
        ("support", "0005_disputes_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="disputeproposal",
            name="gives",
            field=models.CharField(
                choices=[("money", "Money"), ("session", "Session"), ("rest", "Rest")], default="money", max_length=8
            ),
        ),
        migrations.AddConstraint(
            model_name="disputeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("gives", "money"),
                    models.Q(("amount_kzt__gt", 0), ("gives__in", ("session", "rest"))),
                    _connector="OR",
                ),
                name="proposal_gives_something_known",
            ),
        ),
    ]
