/** A room of the house, and the rooms that its modules may import. The order decides: the first match is the room. */
export interface Room {
  readonly name: string;
  readonly holds: RegExp;
  /** Room names; `type:name` allows type-only imports. `*` allows everything. */
  readonly may: readonly string[];
}

const store = ['kernel', 'model', 'metadata'];
const formatParts = ['kernel', 'model', 'formats/format', 'formats/shared'];
const engine = ['kernel', 'model', 'metadata', 'blobs', 'formats/format'];
const belowRegistry = [
  ...['kernel', 'model', 'config', 'policy', 'keys', 'blobs', 'metadata', 'identity', 'formats/format'],
  ...['upstreams', 'documents', 'events', 'audit', 'metrics', 'tasks/queue'],
];
const service = [
  ...['kernel', 'model', 'policy', 'identity', 'metadata', 'registry', 'events', 'audit', 'metrics', 'keys'],
];

export const rooms: readonly Room[] = [
  { name: 'kernel', holds: /^kernel\//, may: [] },
  { name: 'model', holds: /^model\//, may: ['kernel'] },
  { name: 'config', holds: /^config\//, may: ['kernel'] },
  { name: 'policy', holds: /^policy\//, may: ['kernel', 'model'] },
  { name: 'keys', holds: /^keys\//, may: ['kernel', 'model'] },
  { name: 'blobs', holds: /^blobs\//, may: ['kernel', 'model', 'keys'] },
  { name: 'metadata', holds: /^metadata\//, may: ['kernel', 'model'] },
  { name: 'identity', holds: /^identity\//, may: ['kernel', 'model', 'type:policy', 'metadata', 'keys'] },
  { name: 'formats/format', holds: /^formats\/format\.ts$/, may: ['kernel', 'model', 'type:blobs'] },
  { name: 'formats/shared', holds: /^formats\/shared\//, may: formatParts },
  { name: 'formats/catalogue', holds: /^formats\/catalogue\.ts$/, may: ['formats/format', 'formats/<x>'] },
  { name: 'formats/<x>', holds: /^formats\/[^/]+\//, may: formatParts },
  { name: 'upstreams', holds: /^upstreams\//, may: engine },
  { name: 'documents', holds: /^documents\//, may: engine },
  { name: 'events', holds: /^events\//, may: store },
  { name: 'audit', holds: /^audit\//, may: store },
  { name: 'metrics', holds: /^metrics\//, may: store },
  { name: 'tasks/queue', holds: /^tasks\/(?!jobs\/)/, may: store },
  { name: 'registry', holds: /^registry\//, may: belowRegistry },
  { name: 'api', holds: /^api\//, may: service },
  { name: 'aws', holds: /^aws\//, may: [...service, 'type:api'] },
  {
    name: 'http',
    holds: /^http\//,
    may: [
      ...['kernel', 'model', 'config', 'identity', 'policy', 'api', 'aws', 'registry', 'audit', 'metrics'],
      'formats/format',
    ],
  },
  { name: 'tasks/jobs', holds: /^tasks\/jobs\//, may: ['*'] },
  { name: 'compose', holds: /^compose(?:\.ts$|\/)/, may: ['*'] },
  { name: 'cli', holds: /^cli\//, may: ['*'] },
];

/** A format's own folder; two modules of different folders never import each other. */
export const folderOfFormat = (path: string): string | null => /^formats\/([^/]+)\//.exec(path)?.[1] ?? null;

/** Packages that only some rooms may import, each rule with the reason that a violation prints. */
export const packageRules: readonly { packages: RegExp; only: RegExp; reason: string }[] = [
  { packages: /^(?:kysely|node:sqlite|pg)$/, only: /^metadata\//, reason: 'only metadata/ writes SQL' },
  { packages: /^(?:fastify|@fastify\/(?!busboy$).+)$/, only: /^http\//, reason: 'only http/ sees the web framework' },
  {
    packages: /^(?:undici|node:(?:https?|http2|tls|dgram))$/,
    only: /^(?:upstreams\/origin-client\.ts|http\/|config\/|cli\/)/,
    reason: 'only upstreams/origin-client.ts opens outbound sockets for packages',
  },
  {
    packages: /^node:fs(?:\/promises)?$/,
    only: /^(?:blobs|config|keys|identity|metadata|cli|compose|tasks\/jobs)(?:\/|\.ts$)/,
    reason: 'only blobs/ touches storage',
  },
  {
    packages: /^(?:@aws-sdk|@smithy|@aws-crypto)\//,
    only: /^(?:api|aws)\//,
    reason: 'only api/ and aws/ see AWS shapes',
  },
];

/** Texts that only some rooms may hold. */
export const textRules: readonly { text: RegExp; only: RegExp; reason: string }[] = [
  { text: /\bprocess\.env\b/, only: /^config\//, reason: 'config/ is the only reader of process.env' },
  {
    text: /\bfetch\(/,
    only: /^upstreams\/origin-client\.ts$/,
    reason: 'only upstreams/origin-client.ts opens outbound sockets for packages',
  },
  {
    text: /(?:[!=]==?\s*|\bcase\s+)'(?:npm|pypi|maven|nuget|generic|ruby|swift|cargo)'/,
    only: /^formats\//,
    reason: 'no code outside formats/ compares a format id',
  },
];
