from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0004_indexes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="claim",
            name="claim_predicate_day",
        ),
        migrations.AddIndex(
            model_name="about",
            index=models.Index(
                models.F("entry"), models.F("owner"), models.F("seq_from"), models.F("seq_to"), name="about_entry_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("predicate"),
                models.F("sort_day"),
                models.F("id"),
                models.F("owner"),
                models.F("s1"),
                models.F("s2"),
                models.F("standing"),
                models.F("seq_from"),
                models.F("seq_to"),
                name="claim_predicate_days",
            ),
        ),
        migrations.AddIndex(
            model_name="face",
            index=models.Index(
                models.F("kind"),
                models.F("type"),
                models.F("seq_from"),
                models.F("seq_to"),
                models.F("state"),
                name="face_kind_type",
            ),
        ),
    ]
