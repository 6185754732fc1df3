/** `PackageFormat` of the API model. Code outside `formats/` never compares one. */
export const packageFormats = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const;

export type PackageFormat = (typeof packageFormats)[number];
