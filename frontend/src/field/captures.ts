// From what is written on a screen to the records that are sent.
import { getMeta, type Capture, type Item, type Package, type Person, type Plan, type Promise_, type Session } from "./store";
import { word } from "./page";

const FIELDS = ["title", "kind", "other_kind", "modality", "place", "agenda", "what_was_done", "held_on", "starts_at", "ends_at"];

/** Today by the server's clock, as far as the device knows it. */
export async function trueToday(): Promise<string> {
  const offset = (await getMeta<number>("clock")) ?? 0;
  return new Date(Date.now() - offset * 1000).toLocaleDateString("sv-SE", { timeZone: "America/Bogota" });
}

function empty(given: Package, kind: Capture["kind"], target: string, plan: string): Capture {
  return {
    id: crypto.randomUUID(), owner: given.person, kind, target, plan, base: null, isHeld: false, isReady: false, changedAt: Date.now(),
    values: {}, photos: [], attendanceId: crypto.randomUUID(),
  };
}

/** Begin a session of a plan: a new one, as the latest one was, or one that stands, as the device read it. */
export async function beginSession(given: Package, plan: Plan, session?: Session): Promise<Capture> {
  const capture = empty(given, "session", session?.id ?? crypto.randomUUID(), plan.id);
  const today = await trueToday();
  const last = session ?? [...plan.sessions].reverse().find((one) => one.held_on <= today);
  capture.base = session?.revision ?? null;
  capture.isHeld = session !== undefined && !session.is_awaited;
  capture.values = {
    title: session?.title ?? "",
    service: session?.service ?? plan.services[0]?.id ?? "",
    held_on: session?.held_on ?? (today < plan.starts_on ? plan.starts_on : today > plan.ends_on ? plan.ends_on : today),
    starts_at: last?.starts_at ?? "08:00",
    ends_at: last?.ends_at ?? "12:00",
    place: last?.place ?? plan.entity,
    kind: last?.kind ?? "advisory",
    other_kind: last?.other_kind ?? "",
    modality: last?.modality ?? "in_person",
    agenda: session?.agenda ?? "",
    what_was_done: session?.what_was_done ?? "",
    no_commitments: session?.no_commitments ?? false,
    milestones: session?.milestones ?? [],
    again: [],
    people: [],
    commitments: [],
  };
  if (capture.isHeld) capture.original = saidOf(capture);
  return capture;
}

export function beginReport(given: Package, plan: Plan, milestone: string): Capture {
  const found = plan.milestones.find((one) => one.id === milestone);
  return { ...empty(given, "milestone", milestone, plan.id), base: found?.revision ?? null, values: { report: found?.report ?? "" } };
}

/** Return what the session itself says, without the people and commitments that are added to it. */
function saidOf(capture: Capture): string {
  const { values } = capture;
  return JSON.stringify([...FIELDS, "service"].map((name) => text(capture, name)).concat(String(values["no_commitments"] === true), [...(values.milestones ?? [])].sort()));
}

const text = (capture: Capture, name: string): string => String(capture.values[name] ?? "").trim();
const isFilled = (one: object): boolean => Object.entries(one).some(([name, value]) => !["id", "side", "entity_name"].includes(name) && Boolean(value));
export const peopleOf = (capture: Capture): Person[] => [...(capture.values.people ?? []).filter(isFilled), ...(capture.values.quick ?? [])];

/** Read names written together: one in a line, with the post after a comma. */
export function readNames(said: string, entity: string): Person[] {
  return said.split("\n").flatMap((line) => {
    const [name = "", ...post] = line.split(/[,;\t]/).map((part) => part.trim());
    return name ? [{ name: name.slice(0, 150), post: post.filter(Boolean).join(", ").slice(0, 120), entity_name: entity, email: "", has_consented: false }] : [];
  });
}
export const promisesOf = (capture: Capture): Promise_[] => (capture.values.commitments ?? []).filter(isFilled);

/** Return what a session still lacks, in sentences. */
export function problemsOf(capture: Capture, plan: Plan | undefined, today: string, labels: (name: string) => string): string[] {
  const found = ["title", "held_on", "starts_at", "ends_at", "place"]
    .filter((name) => !text(capture, name))
    .map((name) => word("missing", { field: labels(name).toLowerCase() }));
  if (text(capture, "kind") === "other" && !text(capture, "other_kind")) found.push(word("missing", { field: labels("other_kind").toLowerCase() }));
  if (text(capture, "starts_at") && text(capture, "ends_at") && text(capture, "ends_at") <= text(capture, "starts_at")) found.push(word("hours-inverted"));
  const on = text(capture, "held_on");
  if (plan && on && (on < plan.starts_on || on > plan.ends_on)) found.push(word("outside-plan"));
  if (on > today) found.push(word("not-yet"));
  for (const person of peopleOf(capture)) {
    if (!person.name.trim()) found.push(word("no-name"));
    if (person.email.trim() && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(person.email.trim())) found.push(word("bad-email", { name: person.name }));
  }
  if (promisesOf(capture).some((one) => !one.description.trim() || !one.responsible.trim() || !one.due_on)) found.push(word("no-promise"));
  if (capture.values["no_commitments"] === true && promisesOf(capture).length > 0) found.push(word("contradiction"));
  return found;
}

/** Return the records that a capture becomes; made again, they have the same identifiers. */
export function itemsOf(capture: Capture): Item[] {
  const at = new Date().toISOString();
  const title = text(capture, "title") || word("untitled");
  const make = (id: string, kind: string, body: Item["body"], said: string, photo: string | null = null): Item => ({
    id, kind, body, photo, owner: capture.owner, capture: capture.id, target: capture.target, base: kind === "session" || kind === "milestone" ? capture.base : null,
    capturedAt: at, title: said, status: "unsent", sentence: "", url: "",
  });
  if (capture.kind === "milestone") {
    return [make(capture.id, "milestone", { report: text(capture, "report") }, word("milestone-of", { title }), capture.photos[0] ?? null)];
  }
  const people = [...(capture.values.again ?? []).map((again) => ({ again })), ...peopleOf(capture)];
  const promises = promisesOf(capture).map(({ id: _id, ...words }) => words);
  const body: Item["body"] = {
    plan: capture.plan,
    service: text(capture, "service"),
    no_commitments: capture.values["no_commitments"] === true,
    milestones: capture.values.milestones ?? [],
    ...Object.fromEntries(FIELDS.map((name) => [name, text(capture, name)])),
    people: capture.isHeld ? [] : people,
    commitments: capture.isHeld ? [] : promises,
  };
  const isUntouched = capture.isHeld && capture.original === saidOf(capture);
  const items = isUntouched ? [] : [make(capture.id, "session", body, word("session-of", { title }))];
  if (capture.isHeld) {
    // Added to a session that took place: a list adds up by itself, whoever else is writing there.
    if (people.length) items.push(make(capture.attendanceId, "attendance", { people }, word("attendance-of", { title })));
    promisesOf(capture).forEach((one, index) => items.push(make(one.id, "commitment", { ...promises[index] }, word("commitment-of", { title }))));
  }
  for (const photo of capture.photos) items.push(make(photo, "evidence", { proves: capture.proves?.[photo] ?? "" }, word("photo-of", { title }), photo));
  return items;
}
