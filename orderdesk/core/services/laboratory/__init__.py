"""The import laboratory: cells beside what they mean, problems in groups, corrections, the rest."""
