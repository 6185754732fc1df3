/** Where the engine tells the operator what it could not do; pino's loggers are such. */
export interface EngineLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
