/** `PackageFormat` of the API model. Code outside `formats/` never compares one. */
export type PackageFormat = 'npm' | 'pypi' | 'maven' | 'nuget' | 'generic' | 'ruby' | 'swift' | 'cargo';
