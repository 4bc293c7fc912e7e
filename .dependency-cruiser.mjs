// The layers of src/, from the highest to the lowest: who is lower knows nothing of who is higher.
const LAYERS = [
  'index',
  'plugins',
  'workbench',
  'commands',
  'notebooks',
  'dashboards',
  'clusters',
  'doctor',
  'services',
  'ui',
  'tokens',
  'api'
];

// Folders within folders. Their parts do not know each other, and either the
// parts build on the folder's files, or the folder's files are made of its parts.
const PARTS = {
  'src/clusters': {
    parts: ['configfile', 'create', 'logs', 'notifications', 'panel', 'scale'],
    isBase: true
  },
  'src/clusters/create': { parts: ['options', 'variables'], isBase: false },
  'src/dashboards': { parts: ['sidebar', 'tab'], isBase: true }
};

const layers = LAYERS.slice(1).map((layer, index) => ({
  name: `layer-${layer}`,
  comment: `${layer}/ must not depend on a higher layer.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${LAYERS.slice(0, index + 1).join('|')})(/|\\.)` }
}));

const parts = Object.entries(PARTS).flatMap(([folder, { parts, isBase }]) => {
  const files = `^${folder}/[^/]+$`;
  const within = names => `^${folder}/(${names.join('|')})/`;
  return [
    ...parts.map(name => ({
      name: `part-${name}`,
      comment: `${folder}/${name}/ must not depend on its siblings.`,
      severity: 'error',
      from: { path: within([name]) },
      to: { path: within(parts.filter(one => one !== name)) }
    })),
    {
      name: `parts-of-${folder.split('/').pop()}`,
      comment: isBase
        ? `The files of ${folder}/ must not depend on its parts.`
        : `The parts of ${folder}/ must not depend on its files.`,
      severity: 'error',
      from: { path: isBase ? files : within(parts) },
      to: { path: isBase ? within(parts) : files }
    }
  ];
});

export default {
  forbidden: [
    {
      name: 'no-circular-files',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-circular-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it.',
      severity: 'error',
      from: { orphan: true },
      to: {}
    },
    {
      name: 'declared',
      comment: 'What is imported is a dependency, not one of the tools.',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown']
      }
    },
    ...layers,
    ...parts
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '__tests__|\\.css$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true
  }
};
