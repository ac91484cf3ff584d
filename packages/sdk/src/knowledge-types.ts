// What knowledge travels as.
export type {
  KnowledgeAnswer,
  KnowledgeFileQuery,
  KnowledgeFileResult,
  KnowledgeGap,
  KnowledgeOverview,
  KnowledgePage,
  KnowledgePageChange,
  KnowledgePageInput,
  KnowledgePageListQuery,
  KnowledgePageSummary,
  KnowledgePageVersion,
  KnowledgePassage,
  KnowledgeQuestion,
  KnowledgeSearchInput,
  KnowledgeSearchResult,
} from "@rapport/contracts";
