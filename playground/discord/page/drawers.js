// On a narrow screen channels and household are drawers that one opens and closes.

/** Let each button with a drawer open it; the choice of a channel, Escape or a click outside closes it. */
export function drawers() {
  const pairs = ["channels", "household"].map((id) => [document.getElementById(`show-${id}`), document.getElementById(id)]);
  const set = (open) => {
    for (const [opener, drawer] of pairs) {
      drawer.classList.toggle("open", drawer === open);
      opener.setAttribute("aria-expanded", String(drawer === open));
    }
  };
  for (const [opener, drawer] of pairs) {
    opener.addEventListener("click", () => set(drawer.classList.contains("open") ? null : drawer));
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && set(null));
  document.addEventListener("pointerdown", ({ target }) => {
    if (!pairs.flat().some((node) => node.contains(target))) set(null);
  });
  document.addEventListener("click", ({ target }) => target.closest?.("[data-channel]") && set(null));
}
