/**
 * Who asks: his memberships as lists of ids, so that a permission is a comparison with a bound list.
 * Loaded anew for every request: a role that ended ends access with the next request.
 */
export interface Viewer {
  /** null: nobody has signed in. */
  readonly personId: string | null;
  /** The language of this request: one of the seven. */
  readonly language: Language;
  /** Projects in which he is anything at all. */
  readonly projects: readonly string[];
  /** Partners of which he is coordinator or delegate. */
  readonly partners: readonly string[];
  /** Projects whose lead partner he coordinates. */
  readonly leads: readonly string[];
  /** Partners which he coordinates, the lead partner included. */
  readonly coordinates: readonly string[];
  /** Meetings at whose desk he works. */
  readonly desks: readonly string[];
  /** Projects that he audits: he reads, and changes nothing. */
  readonly audits: readonly string[];
  /** Whether whoever runs the installation lets him begin projects without leading one. */
  readonly mayCreateProjects: boolean;
  /** What an API token may do; null: everything that the person may. */
  readonly scopes: readonly ApiScope[] | null;
  /** The day, in UTC, on which he is all that; null where nobody has signed in. */
  readonly asOf: string | null;
  /**
   * When the first of what makes him that ends by itself, in ms since 1970: his session or token, or a membership; null:
   * nothing does.
   */
  readonly endsAt: number | null;
  /** The session that he signed in with; null for anonymous callers and API tokens. */
  readonly sessionId: string | null;
}

export const LANGUAGES = ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'] as const;
export type Language = (typeof LANGUAGES)[number];

export enum ApiScope {
  READ = 'READ',
  READ_PERSONAL = 'READ_PERSONAL',
  WRITE = 'WRITE',
}

export const hasScope = ({ scopes }: Viewer, scope: ApiScope): boolean =>
  scopes === null || scopes.includes(scope);

export const anonymous = (language: Language): Viewer => ({
  personId: null,
  language,
  projects: [],
  partners: [],
  leads: [],
  coordinates: [],
  desks: [],
  audits: [],
  mayCreateProjects: false,
  scopes: null,
  asOf: null,
  endsAt: null,
  sessionId: null,
});

/** The best of the seven languages for an `Accept-Language` header (RFC 9110, section 12.5.4), or null. */
export function languageOf(header: string | undefined): Language | null {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { language: range.split('-')[0]?.toLowerCase(), quality: Number(quality?.split('=')[1] ?? 1) };
    })
    .toSorted((a, b) => b.quality - a.quality);
  return (
    LANGUAGES.find(
      (language) => language === wanted.find(({ language }) => isLanguage(language))?.language,
    ) ?? null
  );
}

const isLanguage = (value: string | undefined): value is Language =>
  LANGUAGES.some((language) => language === value);
