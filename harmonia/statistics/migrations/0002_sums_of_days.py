from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statistics", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DaySum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("line", models.CharField(max_length=24)),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "line"), name="one_sum_a_day_and_line"),
                    models.CheckConstraint(condition=models.Q(("amount", 0), _negated=True), name="day_sum_not_zero"),
                ],
            },
        ),
    ]
