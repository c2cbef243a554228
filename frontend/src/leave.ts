// Leaving wipes what the app of the field carries in this browser; what was not sent stops whoever leaves, and asks.
const DATABASE = "llegada-campo";
const UNSENT_MARK = "llegada:campo:unsent";

export function startLeave(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || !new URL(form.action, location.href).pathname.endsWith("/cuenta/logout/")) return;
    if (Number(localStorage.getItem(UNSENT_MARK) ?? 0) > 0) {
      event.preventDefault();
      location.assign("/campo/#/salir");
      return;
    }
    localStorage.removeItem(UNSENT_MARK);
    indexedDB.deleteDatabase(DATABASE);
  }, { capture: true });
}
