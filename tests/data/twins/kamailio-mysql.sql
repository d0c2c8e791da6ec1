-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: kamailio
-- ------------------------------------------------------
-- Server version	8.0.36

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;

--
-- Table structure for table `acc_cdrs`
--

DROP TABLE IF EXISTS `acc_cdrs`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `acc_cdrs` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `start_time` datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
  `end_time` datetime NOT NULL DEFAULT '2000-01-01 00:00:00',
  `duration` float(10,3) NOT NULL DEFAULT '0.000',
  `src_user` varchar(64) NOT NULL DEFAULT '',
  `dst_user` varchar(64) NOT NULL DEFAULT '',
  `callid` varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`),
  KEY `start_time_idx` (`start_time`)
) ENGINE=InnoDB AUTO_INCREMENT=10 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `acc_cdrs`
--

LOCK TABLES `acc_cdrs` WRITE;
/*!40000 ALTER TABLE `acc_cdrs` DISABLE KEYS */;
INSERT INTO `acc_cdrs` VALUES (1,'2015-06-03 10:00:00','2015-06-03 10:03:01',181.250,'05011110001','0312345678','a1@192.0.2.1'),(2,'2015-06-03 11:00:00','2015-06-03 11:01:00',60.999,'05011110001','09012345678','a2@192.0.2.1'),(3,'2015-06-03 12:00:00','2015-06-03 12:01:30',90.000,'+81312345678','05011110001','a3@192.0.2.1'),(4,'2015-06-03 13:00:00','2015-06-03 13:00:10',10.500,'05011110001','05011110002','a4@192.0.2.1'),(5,'2015-06-03 14:00:00','2015-06-03 14:00:00',0.000,'05011110001','0312345678','a5@192.0.2.1');
INSERT INTO `acc_cdrs` VALUES (6,'2015-06-03 15:00:00','2015-06-03 15:03:00',180.000,'05011110002','0312345678','it\'s\\6@192.0.2.1'),(7,'2015-06-03 10:00:00','2015-06-03 10:03:01',181.250,'05011110001','0312345678','a1@192.0.2.1'),(8,'2015-06-03 16:00:00','2015-06-03 16:00:30',30.001,'anonymous','05011110001','a8@192.0.2.1'),(9,'2015-06-30 23:59:59','2015-07-01 00:01:00',61.000,'05011110002','01012125551234','a9@192.0.2.1');
/*!40000 ALTER TABLE `acc_cdrs` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Dumping data for table `missed_calls`
--

INSERT INTO `missed_calls` VALUES (1,'INSERT INTO `acc_cdrs` VALUES (1,2,3,4,5,6,7);\n');
-- Dump completed on 2015-07-01  3:00:00
