import { figuresIn } from './figures.js';

/** One scrape: what a page of metrics said, and when, in seconds. */
export interface Scrape {
  readonly at: number;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly name: string;
  /** With its labels, as the page has them. */
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** As Prometheus keeps it: each sample has the job's name, and `up` says whether there was a page at all. */
export function scrapeOf(page: string | null, at: number): Scrape {
  const up = { name: 'up', series: 'up', labels: { job: 'tavola' }, value: page === null ? 0 : 1 };
  const samples = Object.entries(figuresIn(page ?? '')).map(([series, value]) => {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
    return { name, series, labels: { ...Object.fromEntries(pairs), job: 'tavola' }, value };
  });
  return { at, samples: [up, ...samples] };
}

/** As it stands in deploy/alerts.yml, and of that no more than what is tried. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
}

/** When a rule begins to fire: it must have held at each scrape for as long as it says; null: at none of them. */
export function firesAt({ expr, for: wait = '0m' }: Rule, history: readonly Scrape[]): number | null {
  let since: number | null = null;
  for (const [index, { at }] of history.entries()) {
    since = holds(expr, history.slice(0, index + 1)) ? (since ?? at) : null;
    if (since !== null && at - since >= secondsOf(wait)) return at;
  }
  return null;
}

/**
 * Whether an alert's expression holds at the last scrape. Knows what stands in deploy/alerts.yml and nothing else.
 * @throws Error at a form that it does not know
 */
export function holds(expr: string, history: readonly Scrape[]): boolean {
  const reader = new Reader(expr, history);
  const result = reader.either();
  reader.end();
  return result.length > 0;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
/** Of a duration such as 5m. */
export const secondsOf = (duration: string): number =>
  Number(duration.slice(0, -1)) * (SECONDS[duration.slice(-1)] ?? Number.NaN);

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e\d+)?)|([a-z_]\w*)|("[^"]*")|(\[\d+[mh]\])|(==|=~|[<>=*(){},]))/gy;

class Reader {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(
    text: string,
    private readonly history: readonly Scrape[],
  ) {
    let end = 0;
    for (const match of text.matchAll(TOKEN)) {
      this.tokens.push(match[0].trim());
      end = match.index + match[0].length;
    }
    if (end !== text.length) throw new Error(`unknown: ${text.slice(end)}`);
  }

  either(): readonly Sample[] {
    let left = this.comparison();
    while (this.taken('or')) {
      const right = this.comparison();
      left = left.length > 0 ? left : right;
    }
    return left;
  }

  end(): void {
    if (this.at < this.tokens.length) throw new Error(`unknown: ${this.tokens.slice(this.at).join(' ')}`);
  }

  private comparison(): readonly Sample[] {
    const left = this.product();
    const operator = ['==', '>', '<'].find((one) => this.taken(one));
    if (operator === undefined) return left;
    // Nothing on the other side: there is nothing to compare with.
    const [limit] = this.product();
    if (limit === undefined) return [];
    return left.filter(({ value }) => compare(operator, value, limit.value));
  }

  private product(): readonly Sample[] {
    const left = this.operand();
    if (!this.taken('*')) return left;
    const right = this.operand();
    return left.flatMap((one) => right.map((other) => ({ ...other, value: one.value * other.value })));
  }

  private operand(): readonly Sample[] {
    const token = this.next();
    if (/^\d/.test(token)) return [scalar(Number(token))];
    if (token === 'histogram_quantile') {
      this.expect('(');
      const [quantile] = this.operand();
      this.expect(',');
      const buckets = this.operand();
      this.expect(')');
      return [scalar(quantileOf(quantile?.value ?? 0, buckets))];
    }
    if (token === 'sum' || token === 'min' || token === 'max') return this.aggregated(token);
    if (token === 'rate' || token === 'increase' || token === 'delta') {
      this.expect('(');
      const select = this.selector(this.next());
      const range = secondsOf(this.next().slice(1, -1));
      this.expect(')');
      const since = (this.history.at(-1)?.at ?? 0) - range;
      const within = this.history.filter(({ at }) => at > since);
      return grown(within, select, token === 'rate');
    }
    const last = this.history.at(-1);
    return last ? this.selector(token)(last) : [];
  }

  private aggregated(how: 'sum' | 'min' | 'max'): readonly Sample[] {
    let by: string | undefined;
    if (this.taken('by')) {
      this.expect('(');
      by = this.next();
      this.expect(')');
    }
    this.expect('(');
    const samples = this.operand();
    this.expect(')');
    const groups = Map.groupBy(samples, ({ labels }) => (by === undefined ? '' : (labels[by] ?? '')));
    return [...groups].map(([group, members]) => {
      const values = members.map(({ value }) => value);
      const total = how === 'sum' ? values.reduce((sum, one) => sum + one, 0) : Math[how](...values);
      return { ...scalar(total), labels: by === undefined ? {} : { [by]: group } };
    });
  }

  private selector(name: string): (scrape: Scrape) => readonly Sample[] {
    const matchers: ((sample: Sample) => boolean)[] = [(sample) => sample.name === name];
    if (this.taken('{')) {
      do {
        const label = this.next();
        const isPattern = this.next() === '=~';
        const text = this.next().slice(1, -1);
        const pattern = new RegExp(`^(?:${text})$`);
        matchers.push(({ labels }) =>
          isPattern ? pattern.test(labels[label] ?? '') : labels[label] === text,
        );
      } while (this.taken(','));
      this.expect('}');
    }
    return ({ samples }) => samples.filter((one) => matchers.every((match) => match(one)));
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Error('it ends too early');
    this.at += 1;
    return token;
  }

  private taken(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.taken(token)) throw new Error(`${token} expected, not ${this.tokens[this.at]}`);
  }
}

const scalar = (value: number): Sample => ({ name: '', series: '', labels: {}, value });

const compare = (operator: string, value: number, limit: number): boolean =>
  operator === '==' ? value === limit : operator === '>' ? value > limit : value < limit;

/** What the last scrape is the first to have has not grown: Prometheus does not know from what. */
function grown(
  within: readonly Scrape[],
  select: (scrape: Scrape) => readonly Sample[],
  perSecond: boolean,
): readonly Sample[] {
  const last = within.at(-1);
  if (!last) return [];
  const firsts = new Map<string, { at: number; value: number }>();
  for (const scrape of within.slice(0, -1))
    for (const { series, value } of select(scrape))
      if (!firsts.has(series)) firsts.set(series, { at: scrape.at, value });
  return select(last).flatMap((sample) => {
    const first = firsts.get(sample.series);
    if (!first) return [];
    const growth = sample.value - first.value;
    return [{ ...sample, value: perSecond ? growth / (last.at - first.at) : growth }];
  });
}

/** Linear within a bucket, as Prometheus has it; NaN, which is above nothing, where nothing was observed. */
function quantileOf(quantile: number, samples: readonly Sample[]): number {
  const bucket = ({ labels: { le = '' }, value }: Sample) => ({
    upTo: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
    count: value,
  });
  const buckets = samples.map(bucket).toSorted((one, other) => one.upTo - other.upTo);
  const rank = quantile * (buckets.at(-1)?.count ?? 0);
  const found = buckets.findIndex(({ count }) => count >= rank);
  const { upTo = Number.NaN, count = 0 } = buckets[found] ?? {};
  const { upTo: from, count: below } = buckets[found - 1] ?? { upTo: 0, count: 0 };
  if (rank === 0) return Number.NaN;
  return upTo === Number.POSITIVE_INFINITY ? from : from + ((upTo - from) * (rank - below)) / (count - below);
}
