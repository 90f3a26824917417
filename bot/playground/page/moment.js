// Time as it is read in Vietnam, seven hours ahead of UTC all year round.

const AHEAD = 7 * 3600;
const DAY = 86400;
const SHAPE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2})[:hg](\d{2})?)?$/;

const two = (number) => String(number).padStart(2, "0");
const local = (seconds) => new Date((seconds + AHEAD) * 1000);

export function hour(seconds) {
  const at = local(seconds);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

export function day(seconds) {
  const at = local(seconds);
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
}

export const moment = (seconds) => `${day(seconds)} ${hour(seconds)}`;

export function nextMorning(seconds) {
  const morning = Math.floor((seconds + AHEAD) / DAY) * DAY + 8 * 3600 - AHEAD;
  return morning > seconds ? morning : morning + DAY;
}

export function read(text) {
  const parts = SHAPE.exec(text.trim());
  if (!parts) return null;
  const [date, month, year, hours, minutes] = parts.slice(1).map((part) => Number(part ?? 0));
  const seconds = Date.UTC(year, month - 1, date, hours, minutes) / 1000 - AHEAD;
  const same = day(seconds) === `${two(date)}/${two(month)}/${year}`;
  return same && minutes < 60 ? seconds : null;
}
