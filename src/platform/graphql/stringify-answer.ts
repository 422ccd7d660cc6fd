import { JsonText } from '../read/json-text.js';

interface Answer {
  readonly data?: Record<string, unknown> | null;
}

/** The answer as JSON; what the database wrote is taken over as it stands. */
export function stringifyAnswer(answer: Answer): string {
  const { data, ...others } = answer;
  if (!data || !Object.values(data).some((value) => value instanceof JsonText))
    return `${JSON.stringify(answer)}\n`;
  const fields = Object.entries(data).map(
    ([key, value]) => `"${key}":${value instanceof JsonText ? value.text : JSON.stringify(value)}`,
  );
  const rest = JSON.stringify(others).slice(1);
  return `{"data":{${fields.join()}}${rest === '}' ? '' : ','}${rest}\n`;
}
