import type { UserEnvironment } from '../../config/user-environment.ts';
import type { PackageFormat } from '../../model/package-format.ts';

/** What a client is to be told. */
export interface Login {
  readonly domain: string;
  readonly repository: string;
  /** Ends in '/'. */
  readonly endpoint: string;
  readonly token: string;
  /** `@scope` of npm clients, `scope` of swift; null: everything. */
  readonly namespace: string | null;
  readonly user: UserEnvironment;
}

/** One file of a client. */
export interface FileChange {
  /** Absolute. */
  readonly path: string;
  /** Holds a secret: nobody else may read it. */
  readonly secret: boolean;
  /** The new text for the present one, which is empty where there is no file. SettingsError for a text it cannot change. */
  apply(text: string): string;
}

export interface Configuration {
  readonly changes: readonly FileChange[];
  /** What there is to know or to do, one line each. */
  readonly notes: readonly string[];
}

/** A client that can be logged in. */
export interface Tool {
  /** As `--tool` names it. */
  readonly name: string;
  readonly format: PackageFormat;
  /** How `--namespace` is written here; null for a client without namespaces. */
  readonly namespace: ((text: string) => string) | null;
  configure(login: Login): Configuration;
}
