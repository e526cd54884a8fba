// A notification of the operating system: for the agent whose desk is behind other windows.

/** Asks once, on a gesture; a refusal is respected. */
export function allowNotifications(): void {
  if ("Notification" in window && Notification.permission === "default") {
    void Notification.requestPermission();
  }
}

/** Shows `title` while the page is hidden; gives back what withdraws it. No personal data in it. */
export function notify(title: string, body: string): () => void {
  if (!("Notification" in window) || Notification.permission !== "granted") return () => undefined;
  if (!document.hidden) return () => undefined;
  const notification = new Notification(title, { body, tag: "linea", requireInteraction: true });
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
  return () => notification.close();
}
