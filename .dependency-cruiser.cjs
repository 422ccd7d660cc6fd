/**
 * Who may import whom. The table is the rule: a feature imports platform/, the neighbours listed for it,
 * and nothing else (docs/architecture.md).
 */
const uses = {
  platform: [],
  accounts: [],
  projects: ['accounts'],
  viewers: ['accounts', 'projects'],
  meetings: ['accounts', 'projects'],
  agenda: ['accounts', 'projects', 'meetings'],
  registrations: ['accounts', 'projects', 'viewers', 'meetings', 'calendar'],
  activities: ['accounts', 'projects', 'viewers', 'meetings', 'agenda', 'registrations'],
  travel: ['accounts', 'projects', 'meetings', 'agenda', 'registrations'],
  catering: ['meetings', 'agenda', 'registrations'],
  imports: ['accounts', 'projects', 'viewers', 'meetings', 'agenda', 'registrations'],
  papers: ['accounts', 'projects', 'viewers', 'meetings', 'agenda', 'registrations', 'activities'],
  speakers: ['meetings', 'agenda', 'registrations'],
  conflicts: ['accounts', 'projects', 'meetings', 'agenda', 'registrations', 'activities'],
  outcomes: ['accounts', 'projects', 'meetings', 'agenda'],
  attendance: ['accounts', 'projects', 'meetings', 'agenda', 'registrations'],
  reports: ['accounts', 'projects', 'meetings', 'agenda', 'registrations', 'attendance'],
  presentations: ['accounts', 'projects', 'viewers', 'meetings', 'agenda'],
  polls: ['accounts', 'projects', 'viewers', 'meetings', 'agenda', 'registrations'],
  search: ['accounts', 'projects', 'meetings', 'agenda', 'registrations', 'outcomes', 'presentations'],
  templates: ['accounts', 'projects', 'meetings', 'agenda', 'presentations'],
  backup: ['accounts', 'presentations'],
  calendar: [],
  feeds: ['accounts', 'viewers', 'calendar', 'registrations'],
  incoming: ['accounts', 'projects', 'registrations'],
  publication: ['accounts', 'projects', 'viewers', 'meetings', 'agenda', 'calendar'],
  notifications: [
    'accounts',
    'projects',
    'viewers',
    'meetings',
    'agenda',
    'registrations',
    'activities',
    'travel',
    'presentations',
    'polls',
    'calendar',
  ],
};

const features = Object.keys(uses);
const onlyNeighbours = features.map((feature) => ({
  name: `layer-${feature}`,
  severity: 'error',
  from: { path: `^src/${feature}/` },
  to: {
    path: `^src/(${features.join('|')}|[^/]+\\.ts$)`,
    pathNot: `^src/(${[feature, 'platform', ...uses[feature]].join('|')})/`,
  },
}));

module.exports = {
  forbidden: [
    ...onlyNeighbours,
    {
      name: 'the-example-is-loaded-by-the-start-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(seed/|application\\.ts$|greeting\\.ts$)' },
      to: { path: '^src/seed/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'entities-know-neither-graphql-nor-services',
      severity: 'error',
      from: { path: '\\.entity\\.ts$' },
      to: { path: '(@nestjs/graphql|\\.type\\.ts$|\\.input\\.ts$|\\.resolver\\.ts$|\\.service\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
