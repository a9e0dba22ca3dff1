"""A form that comes again calls a system that was chosen by its name, to whoever may know of it (PRODUCT §6)."""

from bot.cards import Field
from tests.scene import Actor, Scene


async def chosen(scene: Scene, sam: Actor, answering: tuple[Actor, ...]) -> Field:
    """The steward's monthly question is answered without the reason that it needs; the other system's field as it comes again."""
    await scene.travel_to("2026-12-01 09:30", answering=answering)
    again = await sam.sees("still needed").press("Consolidate", other="invoice-archive", words="", review_on="2027-03-01")
    assert again.problem == "incomplete" and again.form is not None
    await sam.answers_as_usual()
    return next(one for one in again.form.fields if one.name == "other")


async def test_a_system_that_was_chosen_is_called_by_its_name(scene: Scene) -> None:
    olivia, max_, sam, lena = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Lena Lind")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("Invoice archive", olivia, max_, lena)
    other = await chosen(scene, sam, (olivia, max_, lena))
    assert (other.value, other.shown) == ("invoice-archive", "Invoice archive")


async def test_an_outsider_reads_no_name_of_a_system_that_is_not_theirs(scene: Scene) -> None:
    olivia, max_, lena = await scene.people("Olivia Ortega", "Max Meyer", "Lena Lind")
    sam = await scene.person("Sam Steward", external=True)
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("Invoice archive", olivia, max_, lena)
    other = await chosen(scene, sam, (olivia, max_, lena))
    assert (other.value, other.shown) == ("invoice-archive", "")
