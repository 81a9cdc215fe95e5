import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("specialists", "0003_applications")]

    operations = [
        migrations.CreateModel(
            name="Length",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveSmallIntegerField()),
                ("price_kzt", models.PositiveIntegerField()),
                ("is_first_only", models.BooleanField(default=False)),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lengths",
                        to="specialists.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (15, 240))), name="length_is_sensible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_kzt__range", (1000, 200000))), name="length_has_sensible_price"
                    ),
                    models.UniqueConstraint(fields=("specialist", "minutes"), name="one_price_a_length"),
                ],
            },
        ),
    ]
