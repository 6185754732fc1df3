/** How package managers ask for credentials. */
export const protocols = ['cargo', 'keyring', 'nuget'] as const;

/** Cargo and NuGet start a program with one fixed argument. */
const startedWith: ReadonlyMap<string, (typeof protocols)[number]> = new Map([
  ['--cargo-plugin', 'cargo'],
  ['-Plugin', 'nuget'],
]);

/** The command line that stands for what cargo or NuGet starts; any other as it is. */
export function argumentsOf(argv: readonly string[]): readonly string[] {
  const [first = '', ...rest] = argv;
  const protocol = startedWith.get(first);
  return protocol === undefined ? argv : ['credential-helper', '--protocol', protocol, ...rest];
}
