from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0012_cards_say_how_long"),
        ("specialists", "0005_listed_by_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("booked_at__isnull", False)), fields=["booked_at"], name="appointments_booked"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("over_at__isnull", False)), fields=["over_at"], name="appointments_over"
            ),
        ),
    ]
