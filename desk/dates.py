"""What the desk understands of a date while it is being typed."""

from django.http import HttpRequest, JsonResponse

from publication.chronology import EDTFError, understood

# As long as a date may be in the database.
MOST_CHARACTERS = 64


def dates_view(request: HttpRequest) -> JsonResponse:
    """Answer `?text=2014~` with {"understood": …} or {"error": …}; `end=1` reads '..' as 'still so'."""
    text = request.GET.get("text", "").strip()
    if len(text) > MOST_CHARACTERS:
        return JsonResponse({"error": f"A date has at most {MOST_CHARACTERS} characters."})
    try:
        answer = {"understood": understood(text, end=request.GET.get("end") == "1") if text else ""}
    except EDTFError as error:
        answer = {"error": str(error)}
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response
