import { figuresIn } from './figures.js';

/** One scrape: what a page of metrics said, and when, in seconds. */
export interface Scrape {
  readonly at: number;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** As Prometheus keeps it: each sample has the job's name, and `up` says whether there was a page at all. */
export function scrapeOf(page: string | null, at: number): Scrape {
  const up = { name: 'up', labels: { job: 'tavola' }, value: page === null ? 0 : 1 };
  const samples = Object.entries(figuresIn(page ?? '')).map(([series, value]) => {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
    return { name, labels: { ...Object.fromEntries(pairs), job: 'tavola' }, value };
  });
  return { at, samples: [up, ...samples] };
}

/**
 * Whether an alert's expression holds after two scrapes. Knows what stands in deploy/alerts.yml and nothing else; `for`
 * is left out, and every range is taken to hold both scrapes.
 * @throws Error at a form that it does not know
 */
export function holds(expr: string, scrapes: readonly [Scrape, Scrape]): boolean {
  const reader = new Reader(expr, scrapes);
  const result = reader.either();
  reader.end();
  return result.length > 0;
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e\d+)?)|([a-z_]\w*)|("[^"]*")|(\[\d+[mh]\])|(==|=~|[<>=*(){},]))/gy;

class Reader {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(
    text: string,
    private readonly scrapes: readonly [Scrape, Scrape],
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
      const [before, after] = this.selected(this.next());
      this.expect(')');
      return grown(before, after, token === 'rate' ? this.scrapes[1].at - this.scrapes[0].at : 1);
    }
    return this.selected(token)[1];
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

  /** Of both scrapes. */
  private selected(name: string): [readonly Sample[], readonly Sample[]] {
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
    if (this.tokens[this.at]?.startsWith('[')) this.at += 1;
    const select = ({ samples }: Scrape) => samples.filter((one) => matchers.every((match) => match(one)));
    return [select(this.scrapes[0]), select(this.scrapes[1])];
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

const scalar = (value: number): Sample => ({ name: '', labels: {}, value });

const compare = (operator: string, value: number, limit: number): boolean =>
  operator === '==' ? value === limit : operator === '>' ? value > limit : value < limit;

/** What is new in the second scrape has not grown: Prometheus does not know from what. */
const grown = (before: readonly Sample[], after: readonly Sample[], seconds: number): readonly Sample[] =>
  after.flatMap((sample) => {
    const earlier = before.find(({ labels }) => JSON.stringify(labels) === JSON.stringify(sample.labels));
    return earlier ? [{ ...sample, value: (sample.value - earlier.value) / seconds }] : [];
  });

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
