package dev.cairn.service.lease;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Purpose;

/**
 * What an attempt's reports and outcome are judged by.
 *
 * @param specMd5 of the specification's text, to notice that it was changed
 */
record Context(long study, StudySpec spec, String specMd5, Purpose purpose) {}
