"""From which number on something may be told of people in counts, and how long a survey may ask: numbers that an
operator or a lawyer may change. They are ours: the law says only that nobody may be recognised (94-V art. 17(1))."""

from harmonia.policy.terms import Text, Threshold

THRESHOLDS: dict[str, Threshold] = {
    threshold.key: threshold
    for threshold in (
        Threshold(
            key="survey_cell",
            title=Text(
                kk="нәтижеде көрсетілетін ең аз адам саны",
                ru="наименьшее число людей, которое показывается в итогах",
                en="the smallest number of people that results show",
            ),
            amount=10,
            source="ours: 94-V art. 17(1) sets no number",
            reviewed=False,
        ),
        Threshold(
            key="survey_people",
            title=Text(
                kk="нәтиже шығару үшін қажет қатысушылар саны",
                ru="сколько участников нужно, чтобы вообще были итоги",
                en="how many participants there must be for any results at all",
            ),
            amount=20,
            source="ours: 94-V art. 17(1) sets no number",
            reviewed=False,
        ),
        Threshold(
            key="survey_doubt",
            title=Text(
                kk="жасырылған сан үшін қалатын мүмкін мәндер саны",
                ru="сколько значений остаётся возможным у скрытого числа",
                en="how many values must stay possible for a hidden number",
            ),
            amount=5,
            source="ours: 94-V art. 17(1) sets no number",
            reviewed=False,
        ),
        Threshold(
            key="report_people",
            title=Text(
                kk="есепте көрсетілетін ең аз адам саны",
                ru="наименьшее число людей, которое показывается в отчётах",
                en="the smallest number of people that reports show",
            ),
            amount=10,
            source="ours: 94-V art. 17(1) sets no number",
            reviewed=False,
        ),
        Threshold(
            key="survey_days",
            title=Text(
                kk="сауалнама ашық тұратын ең ұзақ мерзім, күн",
                ru="сколько дней опрос может быть открыт",
                en="how many days a survey may stay open",
            ),
            amount=180,
            source="ours: no longer than the consent to it holds",
            reviewed=False,
        ),
    )
}
