import { type IniDialect, readIni, setIni } from './ini.ts';

/** Python's configparser; pip takes '_' for '-' too. */
const dialect: IniDialect = {
  delimiters: '=:',
  continued: true,
  fold: (key) => key.toLowerCase().replaceAll('_', '-'),
};

/** The value of a key, its lines trimmed; null: there is none. */
export const readPythonIni = (text: string, section: string, key: string): string | null =>
  readIni(text, { section, key }, dialect);

/** Sets values of a section; one of several lines is indented, as configparser wants it. */
export const setPythonIni = (text: string, section: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce(
    (edited, [key, value]) =>
      setIni(
        edited,
        { section, key, line: `${key} = ${value.replaceAll('\n', '\n    ')}`.replace(/ +$/m, '') },
        dialect,
      ),
    text,
  );
