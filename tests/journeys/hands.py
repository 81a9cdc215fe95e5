"""Two ways to use a page: with a pointer, and with nothing but the keyboard."""

from playwright.sync_api import Locator, Page

MOST_TABS = 400
IS_FOCUSED = "element => element === document.activeElement"


class Pointer:
    """Taps and types, as on a phone."""

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def tick(self, box: Locator) -> None:
        box.check(force=True)

    def pick(self, radio: Locator) -> None:
        radio.check(force=True)


class Keyboard:
    """Comes to a control by Tab alone; Enter, Space and arrows do the rest."""

    def reach(self, control: Locator) -> Page:
        page = control.page
        control.wait_for(state="attached")
        for _ in range(MOST_TABS):
            if control.evaluate(IS_FOCUSED):
                return page
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {control}")

    def press(self, control: Locator) -> None:
        self.reach(control).keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        page = self.reach(field)
        page.keyboard.press("Control+a")
        page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        page = self.reach(box)
        if not box.is_checked():
            page.keyboard.press("Space")

    def pick(self, radio: Locator) -> None:
        """Radio buttons of one group are one stop of Tab; arrows go between them."""
        page, name = radio.page, radio.get_attribute("name")
        group = page.locator(f'input[type=radio][name="{name}"]')
        for _ in range(MOST_TABS):
            if page.evaluate("name => document.activeElement.name === name", name):
                break
            page.keyboard.press("Tab")
        for _ in range(group.count() + 1):
            if radio.is_checked():
                return
            page.keyboard.press("Space")
            if radio.is_checked():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows never came to {radio}")


Hand = Pointer | Keyboard
