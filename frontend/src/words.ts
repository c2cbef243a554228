// The few sentences that only the browser can say. Spanish is the language of the house; English for who chose it.
const ENGLISH: Record<string, string> = {
  "Recuperamos lo que había escrito.": "We recovered what you had written.",
  "Guardado en este equipo:": "Saved on this device:",
  "Descartar": "Discard",
  "Borrador guardado en este equipo:": "Draft saved on this device:",
  "No se pudo.": "It did not work.",
  "No hay conexión con el servidor. Lo que escribió sigue aquí; inténtelo de nuevo.":
    "There is no connection to the server. What you wrote is still here; try again.",
  "La base de datos está ocupada o no responde. Lo que escribió sigue aquí; inténtelo de nuevo en un momento.":
    "The database is busy or does not answer. What you wrote is still here; try again in a moment.",
  "El servidor no respondió bien. Lo que escribió sigue aquí; inténtelo de nuevo en un minuto.":
    "The server did not answer properly. What you wrote is still here; try again in a minute.",
  "Este archivo pesa {size} y el máximo es {limit}. Redúzcalo o divídalo en partes.":
    "This file is {size} and the maximum is {limit}. Make it smaller or split it.",
  "Este archivo está vacío (0 bytes). Revise que sea el correcto.": "This file is empty (0 bytes). Check that it is the right one.",
  "Use las flechas para recorrer el mapa y Enter para entrar.": "Use the arrow keys to move over the map and Enter to go in.",
};

export function say(sentence: string, values: Record<string, string> = {}): string {
  const said = document.documentElement.lang.startsWith("en") ? (ENGLISH[sentence] ?? sentence) : sentence;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Write a number the Colombian way, as the server does. */
export function writeNumber(value: number, decimals = 1): string {
  return value.toLocaleString("es-CO", { maximumFractionDigits: decimals });
}

export function writeSize(bytes: number): string {
  return bytes < 1024 ** 2 ? `${writeNumber(Math.max(1, bytes / 1024), 0)} kB` : `${writeNumber(bytes / 1024 ** 2)} MB`;
}

/** Write an instant as 21 nov 2026, 14:05, as the server does. */
export function writeMoment(moment: Date): string {
  const language = document.documentElement.lang.startsWith("en") ? "en" : "es";
  const month = moment.toLocaleString(language, { month: "short" }).replace(".", "").slice(0, 3);
  const time = moment.toLocaleTimeString("es-CO", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${moment.getDate()} ${month} ${moment.getFullYear()}, ${time}`;
}
